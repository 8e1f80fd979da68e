"""Read documents once, then compare each question with what was read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from benchmarks.reader.runtime import pieces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from benchmarks.reader.runtime.pieces import Document

    Floats = NDArray[np.float32]

DIGESTS = {  # SHA-256 of the files that belong to this version, as making them prints
    "lower.onnx": "41074875068d8b679d530ceb3db91e6fde96ef3680073dbac0b424668f7062a1",
    "plain.onnx": "7f11cf206f96a22d37f07ba618ebf708e8f83d24fd4e9e847eba451eaa721b94",
    "tuned.onnx": "cabb07851b8af7499d0e4df9678164f8ef6404241964fff763238c21e520823a",
    "nothing.onnx": "fc8503b700c7bd0a1124d669f093a54126ba52d1152c908b95d118091bb5ef53",
    "tokenizer.json": "0616eda511de45480ce60a8a7d9b60eae2c9ce89cf0b81a4ecc7ec247d66221c",
}


class ReaderError(Exception):
    """A file of the reader is missing, or is not the one that belongs to this version."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of the `s` sentences of a document: two vectors each, 3 KB together."""

    alone: Floats  # (s, width), unit vectors of the sentences by themselves
    in_place: Floats  # (s, width), where they stand


@dataclass(frozen=True, slots=True)
class Asked:
    """What was made of a question."""

    plain: Floats  # (width), unit vector to compare with `Read.alone`
    tuned: Floats  # (width), with `Read.in_place`
    nothing: float  # logit that nothing answers it


@dataclass(frozen=True, slots=True)
class Judgement:
    """Logits, comparable within one question: of each sentence (s), and that none of them answers."""

    sentences: Floats
    nothing: float

    @property
    def sureness(self) -> float:
        """The logarithm of the odds that one of the sentences answers."""
        return float(np.logaddexp.reduce(self.sentences)) - self.nothing


class Reader:
    """The model; `load` takes about half a second, and nothing of it is done at import."""

    def __init__(self, tokenizer: Tokenizer, sessions: Mapping[str, InferenceSession]) -> None:
        self._tokenizer, self._sessions = tokenizer, sessions
        likeness = sessions["nothing"].get_modelmeta().custom_metadata_map["likeness"]
        self._by_itself, self._in_place, self._less = np.array(likeness.split(), np.float32)

    @classmethod
    def load(cls, folder: Path, threads: int = 2, digests: Mapping[str, str] = DIGESTS) -> Self:
        """Return the reader in `folder`; raise ReaderError where a file is missing or is another one."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        sessions, tokenizer = {}, ""
        for name, digest in digests.items():
            data = _checked(folder / name, digest)
            if name == "tokenizer.json":
                tokenizer = data.decode()
            else:
                session = onnxruntime.InferenceSession(data, options, ["CPUExecutionProvider"])
                sessions[name.removesuffix(".onnx")] = session
        return cls(Tokenizer.from_str(tokenizer), sessions)

    def read(self, document: Document) -> Read:
        """Return what judging needs of a document; it does not depend on the question."""
        made = pieces.of_document(self._tokenizer, document.title, document.passages)
        windows = [self._run("tuned", self._begin(row)) for row in made.windows]
        alone = [self._run("plain", self._begin(row)).mean(1)[0] for row in made.alone]
        in_place = [windows[window][0, start:end].mean(0) for window, start, end in made.places]
        return Read(_unit(np.stack(alone)), _unit(np.stack(in_place)))

    def ask(self, question: str) -> Asked:
        """Return what judging needs of a question."""
        begun = self._begin(pieces.of_question(self._tokenizer, question))
        plain, tuned = (_unit(self._run(part, begun).mean(1)) for part in ("plain", "tuned"))
        return Asked(plain[0], tuned[0], float(self._run("nothing", tuned)[0, 0]))

    def judge(self, asked: Asked, read: Read) -> Judgement:
        """Return how well each sentence of what was read answers the question, and that none does."""
        alike: Floats = read.alone @ asked.plain * self._by_itself + read.in_place @ asked.tuned * self._in_place
        return Judgement(alike - self._less, asked.nothing)

    def _begin(self, row: Sequence[int]) -> Floats:
        return self._run("lower", np.array([row], np.int64))

    def _run(self, name: str, value: NDArray[np.float32] | NDArray[np.int64]) -> Floats:
        session = self._sessions[name]
        result: Floats = session.run(None, {session.get_inputs()[0].name: value})[0]
        return result


def _unit(vectors: Floats) -> Floats:
    made: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return made


def _checked(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReaderError(f"the reader's file {path.name} cannot be read: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise ReaderError(f"the reader's file {path.name} is not the one of this version")
    return data
