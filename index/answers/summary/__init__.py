"""A verbatim summary."""
