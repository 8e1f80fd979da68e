"""Read HTML."""

from index.sources.formats.html.reader import read

__all__ = ["read"]
