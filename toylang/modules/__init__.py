"""What a program can import, and the built-in names: a table of functions per module."""
