"""Plain text, read by its layout: stretches of lines, pieces of lines that belong together, what each is for."""

from index.sources.formats.plain.reader import read

__all__ = ["read"]
