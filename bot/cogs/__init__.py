"""One user-facing capability a file."""
