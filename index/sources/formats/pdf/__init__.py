"""Read PDF files: the lines of their pages, then the paragraphs that these are of."""

from index.sources.formats.pdf.reader import read

__all__ = ["read"]
