"""What looking into a session finds out."""
