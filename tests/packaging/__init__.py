"""What is built and installed holds what it should."""
