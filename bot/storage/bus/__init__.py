"""What the processes that share a database tell each other through it."""
