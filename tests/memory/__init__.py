"""What a program can see of memory: one fact in each program, by subject, judged by CPython."""
