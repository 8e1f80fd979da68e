"""The fields that passages are found by. A new one is a file here, a line below, and a weight (`make fit`)."""

from index.search.fields.embeddings import Embeddings
from index.search.fields.field import Field, InvertedField
from index.search.fields.headings import Headings
from index.search.fields.ngrams import Grams
from index.search.fields.sources import Sources
from index.search.fields.titles import Titles
from index.search.fields.words import PassageWords

FIELDS: tuple[Field, ...] = (
    PassageWords(),
    Grams(),
    Titles(),
    Headings(),
    Sources(),
    Embeddings(),
)

__all__ = ["FIELDS", "Field", "InvertedField", "inverted"]


def inverted(fields: tuple[Field, ...]) -> tuple[InvertedField, ...]:
    """Return those of the fields that have postings of their own."""
    return tuple(field for field in fields if isinstance(field, InvertedField))
