"""Read Markdown."""

from index.sources.markdown.reader import read

__all__ = ["read"]
