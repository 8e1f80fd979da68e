"""The incident desk in a terminal."""
