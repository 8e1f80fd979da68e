"""Passage: what is ranked, a paragraph of a source or a part of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.sources.source import Source
    from index.text.paragraphs import Role
    from index.text.spans import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a source, or a run of sentences of a long one."""

    source: Source
    paragraph: int  # 1-based
    role: Role
    sentences: tuple[Span, ...]  # of the source's text, in order, disjoint

    @property
    def start(self) -> int:
        """Where its first sentence starts in the source's text."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where its last sentence ends in the source's text."""
        return self.sentences[-1][1]

    @property
    def text(self) -> str:
        """The source's own words."""
        return self.source.text[self.start : self.end]
