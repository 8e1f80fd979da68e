"""Questions in messages."""
