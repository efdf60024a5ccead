"""Charts drawn in the window."""
