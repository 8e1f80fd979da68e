"""The vocabulary: the pieces that the reader's languages use, and the tokenizer over them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from benchmarks.reader.weights import Encoder

LANGUAGES = {"fr": 120_000, "en": 120_000, "es": 50_000, "de": 50_000, "ro": 50_000}  # most frequent words of each
SIZE = 50_000
SPECIAL = 4  # <s> <pad> </s> <unk>
CHARACTERS = range(0x20, 0x2600)  # those that any text may hold: Latin to symbols, with Greek and Cyrillic


def tokenizer(pieces: list[str], scores: list[float]) -> Tokenizer:
    """Return the Unigram tokenizer over `pieces`, the first four special; it adds no special piece itself."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    made = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return made


def choose(encoder: Encoder, texts: list[str]) -> list[int]:
    """Return the numbers of the pieces kept, in the encoder's order: special, single characters, then most used.

    Use is counted in the frequent words of the languages, plain and capitalised, by their frequency, and in `texts`.
    """
    from wordfreq import top_n_list, word_frequency

    full = tokenizer(encoder.pieces, encoder.scores)
    uses: Counter[int] = Counter()
    for language, count in LANGUAGES.items():
        words = top_n_list(language, count)
        share = (4.0 if language in {"fr", "en"} else 1.0) * 1e6
        for spelling in (str, str.capitalize):
            spelt = full.encode_batch([spelling(word) for word in words])
            for word, encoding in zip(words, spelt, strict=True):
                weight = word_frequency(word, language) * share * (1.0 if spelling is str else 0.1)
                for piece in encoding.ids:
                    uses[piece] += weight
    for encoding in full.encode_batch(texts):
        for piece in encoding.ids:
            uses[piece] += 1
    single = [i for i, piece in enumerate(encoder.pieces) if len(piece) == 1 and ord(piece) in CHARACTERS]
    kept = {*range(SPECIAL), *single, encoder.pieces.index("▁")}
    for piece, _ in sorted(uses.items(), key=lambda item: (-item[1], item[0])):
        if len(kept) == SIZE:
            break
        kept.add(piece)
    return sorted(kept)
