"""Lessons on memory as they are found in blogs and courses, run as they stand."""
