"""What the language means: one behaviour in each program, by subject, judged by CPython."""
