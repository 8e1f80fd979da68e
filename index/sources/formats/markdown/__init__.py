"""Read Markdown."""

from index.sources.formats.markdown.reader import read

__all__ = ["read"]
