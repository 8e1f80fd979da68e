"""The knowledge side: sources in, verbatim quotes out. Knows nothing of Discord."""

from index.answers import Answer, Quote, Status, Strictness
from index.corpus import Corpus, Hit
from index.explanation import Explanation
from index.files import Problem, SourceError
from index.paragraphs import Role
from index.passages import Passage
from index.sources import Source
from index.spans import Span

__all__ = [
    "Answer",
    "Corpus",
    "Explanation",
    "Hit",
    "Passage",
    "Problem",
    "Quote",
    "Role",
    "Source",
    "SourceError",
    "Span",
    "Status",
    "Strictness",
]
