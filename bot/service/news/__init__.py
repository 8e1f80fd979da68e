"""What is new in the sources: recorded at every reload, and told."""
