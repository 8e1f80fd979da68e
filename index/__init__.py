"""The knowledge side: sources in, verbatim quotes out. Knows nothing of Discord."""

from index.answers.comparison import Comparison, PartiesError, Party
from index.answers.context import Stretch
from index.answers.explanation import Explanation, Part
from index.answers.follow_up import Earlier, intent_after, leans_back
from index.answers.quotes import Answer, Quote, Standing, Status, Strictness
from index.answers.speakers import Speaker
from index.answers.summary.composing import Length, Summary
from index.answers.timeline.composing import Timeline
from index.answers.timeline.entries import Dating, Entry
from index.answers.timeline.figures import Figure
from index.answers.timeline.limits import DaysError, read_limits
from index.answers.verification import Finding, Match, Verification
from index.answers.verification.differences import Concern, Difference
from index.changes import Changes, Otherwise, Tally, compare
from index.corpus import Corpus, Hit
from index.golden import Check, load_checks, run_checks
from index.news import Sentence, dated_among, sentences_of, sentences_within, split_fingerprints, successors
from index.search.intents import Intent, intent_of, spoken_language
from index.search.reader import Meaning
from index.search.reader.reranker import Reranker, RerankerError
from index.segment.passages import Passage
from index.segment.splitting import Role
from index.sources.files import Problem, SourceError
from index.sources.source import Source
from index.sources.staging import LARGEST_ARTICLE, Staging, StagingError, Unfit, check_article
from index.sources.versions import VERSION_BYTES, Versions
from index.text.dates.period import Period
from index.text.spans import Span

__all__ = [
    "LARGEST_ARTICLE",
    "VERSION_BYTES",
    "Answer",
    "Changes",
    "Check",
    "Comparison",
    "Concern",
    "Corpus",
    "Dating",
    "DaysError",
    "Difference",
    "Earlier",
    "Entry",
    "Explanation",
    "Figure",
    "Finding",
    "Hit",
    "Intent",
    "Length",
    "Match",
    "Meaning",
    "Otherwise",
    "Part",
    "PartiesError",
    "Party",
    "Passage",
    "Period",
    "Problem",
    "Quote",
    "Reranker",
    "RerankerError",
    "Role",
    "Sentence",
    "Source",
    "SourceError",
    "Span",
    "Speaker",
    "Staging",
    "StagingError",
    "Standing",
    "Status",
    "Stretch",
    "Strictness",
    "Summary",
    "Tally",
    "Timeline",
    "Unfit",
    "Verification",
    "Versions",
    "check_article",
    "compare",
    "dated_among",
    "intent_after",
    "intent_of",
    "leans_back",
    "load_checks",
    "read_limits",
    "run_checks",
    "sentences_of",
    "sentences_within",
    "split_fingerprints",
    "spoken_language",
    "successors",
]
