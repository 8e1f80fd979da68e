"""Read HTML."""

from index.sources.html.reader import read

__all__ = ["read"]
