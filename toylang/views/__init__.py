"""Facts about a heap as things a terminal can show: pure functions that decide nothing."""
