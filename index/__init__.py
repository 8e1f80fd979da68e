"""The knowledge side: sources in, verbatim quotes out. Knows nothing of Discord."""

from index.answers import Answer, Quote, Status, Strictness
from index.corpus import Corpus, Hit
from index.explanation import Explanation
from index.files import Problem, SourceError
from index.passages import Passage, Role
from index.sources import Source

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
    "Status",
    "Strictness",
]
