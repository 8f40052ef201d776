"""What is found out about frozen heaps."""
