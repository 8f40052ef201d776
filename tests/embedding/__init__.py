"""Toy inside another program."""
