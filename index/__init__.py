"""The knowledge side: sources in, verbatim quotes out. Knows nothing of Discord."""
