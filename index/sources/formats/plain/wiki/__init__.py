"""The page of a wiki, as a dump holds it."""

from index.sources.formats.plain.wiki.page import markup
from index.sources.formats.plain.wiki.tables import Tables

__all__ = ["Tables", "markup"]
