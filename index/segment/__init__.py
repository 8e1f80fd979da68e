"""What is computed from sources: immutable, saved, merged."""
