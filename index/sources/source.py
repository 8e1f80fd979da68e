"""Source: an article, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from index.sources.formats.document import Document


@dataclass(frozen=True, slots=True)
class Source:
    """An article: its decoded text, which every span refers to, and what its sidecar or its front matter says of it."""

    id: str
    path: Path
    title: str
    text: str = field(repr=False)
    language: str  # ISO 639, "und" where neither the sidecar nor the text tells
    url: str | None = None
    publisher: str | None = None
    published: str | None = None  # ISO 8601, as precise as it is known: 2024, 2024-08 or 2024-08-05
    licence: str | None = None
    author: str | None = None
    document: Document | None = field(default=None, repr=False, compare=False)  # of a page, whose text was extracted
    digest: str = field(default="", repr=False)  # of the bytes of article and sidecar; "" where it is not from files
