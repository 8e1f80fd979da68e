"""All that the stand-in remembers; it knows nothing of how it travels."""
