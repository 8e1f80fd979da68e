"""The re-ranker: a stronger model that an operator has, which judges the best sentences once more. None ships.

It is a cross-encoder: it reads the question and the sentence together (Nogueira and Cho, "Passage Re-ranking with
BERT", 2019) and gives one number, the logit that the one answers the other.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

import numpy as np

from index.search.reader.model import THREADS, open_session
from index.search.reader.pieces import normalised

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import numpy.typing as npt
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    Floats = npt.NDArray[np.float32]

TOKENIZER = "tokenizer.json"
# In which files public models are kept, and which is taken first: eight bits a weight need a quarter of the memory.
MODELS = ("model_quantized.onnx", "model_int8.onnx", "model_quint8_avx2.onnx", "model.onnx")
FOLDERS = ("onnx/", "")
PIECES = 256  # of a question and a sentence together
QUESTION = 1000  # characters
INPUTS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
KINDS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
MISSING = "the packages that it needs are not installed; `make models` installs them"


class RerankerError(Exception):
    """What a folder holds is no re-ranker that can be used here; the message tells why, and ends without a stop."""


class Reranker:
    """A cross-encoder; any thread may use it."""

    def __init__(self, tokenizer: Tokenizer, session: InferenceSession, digest: str) -> None:
        self.digest = digest  # names the files: another model judges otherwise
        self._tokenizer, self._session = tokenizer, session
        self._kinds = {entry.name: KINDS[entry.type] for entry in session.get_inputs()}

    @classmethod
    def load(cls, folder: Path, threads: int = THREADS) -> Self:
        """Return the re-ranker in `folder`: some seconds for a model of a gigabyte. Raises `RerankerError`."""
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415 - of the extra `models`
        except ImportError as error:
            raise RerankerError(MISSING) from error
        try:
            names = [p.relative_to(folder).as_posix() for place in FOLDERS for p in (folder / place).glob("*.*")]
            model, *others = cls.files(names)
            digest = _digest(folder, (model, *others))
        except OSError as error:
            raise RerankerError(f"{folder} cannot be read: {error.strerror}") from error
        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            tokenizer.no_padding()
            tokenizer.enable_truncation(PIECES)
        except Exception as error:  # the library raises nothing narrower
            raise RerankerError(f"{folder / TOKENIZER} is no tokenizer: {_first_line(error)}") from error
        try:
            session = open_session(str(folder / model), threads)
        except Exception as error:  # here as well
            raise RerankerError(f"{folder / model} cannot be loaded: {_first_line(error)}") from error
        _check_inputs(session, folder / model)
        made = cls(tokenizer, session, digest)
        made._try(folder / model)
        return made

    @staticmethod
    def files(names: Collection[str], model: str | None = None) -> tuple[str, ...]:
        """Return which of the files of a folder, as paths in it, a re-ranker needs, first the model.

        `model` is taken where it is given; else a small variant before a large one. Raises `RerankerError`.

        >>> Reranker.files(["README.md", "tokenizer.json", "onnx/model.onnx", "onnx/model.onnx_data"])
        ('onnx/model.onnx', 'onnx/model.onnx_data', 'tokenizer.json')
        """
        found = [name for name in sorted(names) if name.endswith(".onnx")]
        usual = [place + name for name in MODELS for place in FOLDERS]
        chosen = model or next((name for name in usual if name in found), found[0] if len(found) == 1 else None)
        if chosen is None or chosen not in found:
            there = f"; there are {', '.join(found)}" if found else ""
            raise RerankerError(f"it has no {model or 'model.onnx'}{there}")
        if TOKENIZER not in names:
            raise RerankerError(f"it has no {TOKENIZER}")
        beside = (name for name in sorted(names) if name.startswith((f"{chosen}_data", f"{chosen}.data")))
        return chosen, *beside, TOKENIZER

    def scores(self, question: str, sentences: Sequence[str]) -> Floats:
        """Return the logit of each sentence, that it answers: (s).

        They are read one by one: what a model of eight bits says of one would depend on what else it reads with it.
        """
        question = normalised(question)[:QUESTION]
        scores = [self._run(self._tokenizer.encode(question, normalised(text))).item() for text in sentences]
        return np.array(scores, np.float32)

    def _run(self, encoding: Encoding) -> Floats:
        given = {name: np.array([getattr(encoding, INPUTS[name])], kind) for name, kind in self._kinds.items()}
        result: Floats = self._session.run(None, given)[0]
        return result

    def _try(self, model: Path) -> None:
        """Read the longest pair there can be, so that whatever is wrong is known before a question comes."""
        try:
            result = self._run(self._tokenizer.encode("why? " * PIECES, "so. " * PIECES))
        except Exception as error:
            raise RerankerError(f"{model} cannot read {PIECES} pieces: {_first_line(error)}") from error
        if result.size != 1 or not np.isfinite(result).all():
            raise RerankerError(f"{model} is no re-ranker: it must give one number for a question and a sentence")


def _check_inputs(session: InferenceSession, model: Path) -> None:
    unknown = [e.name for e in session.get_inputs() if e.name not in INPUTS or e.type not in KINDS]
    if unknown:
        raise RerankerError(f"{model} is no re-ranker: nothing is known that it could read as {', '.join(unknown)}")


def _digest(folder: Path, names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
