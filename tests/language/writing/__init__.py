"""The writer of random programs: statements, expressions and definitions from drawn bytes."""
