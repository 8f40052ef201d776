"""The heap alone: driven by hand, without a program."""
