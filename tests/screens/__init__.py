"""The README's pictures: what the real prompt shows, recorded."""
