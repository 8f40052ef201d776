"""What the `toy` command does with a script besides running it: reports, and runs to compare."""
