"""The `toy` command, run as a process of its own."""
