"""The knowledge side: sources in, verbatim quotes out. Knows nothing of Discord."""

from index.answers import Answer, Quote, Status, Strictness
from index.context import Stretch
from index.corpus import Corpus, Hit
from index.explanation import Explanation, Part
from index.files import Problem, SourceError
from index.golden import Check, load_checks, run_checks
from index.paragraphs import Role
from index.passages import Passage
from index.sources import Source
from index.spans import Span
from index.versions import VERSION_BYTES, Versions

__all__ = [
    "VERSION_BYTES",
    "Answer",
    "Check",
    "Corpus",
    "Explanation",
    "Hit",
    "Part",
    "Passage",
    "Problem",
    "Quote",
    "Role",
    "Source",
    "SourceError",
    "Span",
    "Status",
    "Stretch",
    "Strictness",
    "Versions",
    "load_checks",
    "run_checks",
]
