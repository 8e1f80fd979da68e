"""All that the sandbox remembers, independent of how it is sent."""
