"""The knowledge side: sources in, verbatim quotes out. Knows nothing of Discord."""

from index.answers.context import Stretch
from index.answers.explanation import Explanation, Part
from index.answers.quotes import Answer, Quote, Status, Strictness
from index.corpus import Corpus, Hit
from index.golden import Check, load_checks, run_checks
from index.segment.passages import Passage
from index.segment.splitting import Role
from index.sources.files import Problem, SourceError
from index.sources.source import Source
from index.sources.versions import VERSION_BYTES, Versions
from index.text.spans import Span

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
