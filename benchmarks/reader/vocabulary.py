"""The vocabulary: the pieces that the reader's languages use, and the processor over them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from index.search.reader.pieces import normalised

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

    from benchmarks.reader.weights import Encoder

LANGUAGES = {"fr": 120_000, "en": 120_000, "es": 50_000, "de": 50_000, "ro": 50_000}  # most frequent words of each
SIZE = 50_000
SPECIAL = 4  # <s> <pad> </s> <unk>
UNKNOWN = 3
CHARACTERS = range(0x20, 0x2600)  # those that any text may hold: Latin to symbols, with Greek and Cyrillic


def vocabulary(pieces: list[str], scores: list[float]) -> SentencePieceProcessor:
    """Return the Unigram vocabulary of `pieces`, the first four special; texts come to it normalised."""
    from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2

    model = sentencepiece_model_pb2.ModelProto()
    kind = model.SentencePiece
    for number, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        special = kind.UNKNOWN if number == UNKNOWN else kind.CONTROL
        model.pieces.add(piece=piece, score=score, type=special if number < SPECIAL else kind.NORMAL)
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type, trainer.vocab_size = trainer.UNIGRAM, len(pieces)
    trainer.bos_id, trainer.pad_id, trainer.eos_id, trainer.unk_id = range(SPECIAL)
    trainer.bos_piece, trainer.pad_piece, trainer.eos_piece, trainer.unk_piece = pieces[:SPECIAL]
    normalizer.name = "identity"
    normalizer.add_dummy_prefix = normalizer.remove_extra_whitespaces = normalizer.escape_whitespaces = True
    return SentencePieceProcessor(model_proto=model.SerializeToString())


def choose(encoder: Encoder, texts: list[str]) -> list[int]:
    """Return the numbers of the pieces kept, in the encoder's order: special, single characters, then most used.

    Use is counted in the frequent words of the languages, plain and capitalised, by their frequency, and in `texts`.
    """
    from wordfreq import top_n_list, word_frequency

    full = vocabulary(encoder.pieces, encoder.scores)
    uses: Counter[int] = Counter()
    for language, count in LANGUAGES.items():
        words = top_n_list(language, count)
        share = (4.0 if language in {"fr", "en"} else 1.0) * 1e6
        for spelling in (str, str.capitalize):
            spelt = full.encode([normalised(spelling(word)) for word in words])
            for word, ids in zip(words, spelt, strict=True):
                weight = word_frequency(word, language) * share * (1.0 if spelling is str else 0.1)
                for piece in ids:
                    uses[piece] += weight
    for ids in full.encode(list(map(normalised, texts))):
        uses.update(ids)
    single = [i for i, piece in enumerate(encoder.pieces) if len(piece) == 1 and ord(piece) in CHARACTERS]
    kept = {*range(SPECIAL), *single, encoder.pieces.index("▁")}
    for piece, _ in sorted(uses.items(), key=lambda item: (-item[1], item[0])):
        if len(kept) == SIZE:
            break
        kept.add(piece)
    return sorted(kept)
