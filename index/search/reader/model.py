"""The model: reads windows of a source once, then says how well each sentence answers a question, and that none does.

A sentence is compared with a question in two ways: each piece of the question with the piece of the sentence that is
most like it (late interaction: Khattab and Zaharia, "ColBERT", SIGIR 2020), and the means of both. Against all
sentences stands one logit made of the question alone: that nothing answers it.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Self

import numpy as np

from index.search.reader.pieces import pieces_of_question, pieces_of_window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable
    from types import ModuleType

    import numpy.typing as npt
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

    from index.search.reader.pieces import Pieces, Window

    Bytes = npt.NDArray[np.int8]
    Counts = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float32]

ENCODER, HEADS, PIECES = "encoder.onnx", "heads.npz", "pieces.model"
MANIFEST = "manifest.json"  # the SHA-256 of each of them
STEPS = 127  # of a number between 0 and 1 in one byte
THREADS = 2


class ReaderError(Exception):
    """A file of the reader is missing, or is not the one that belongs to this version."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a window of `s` sentences and `t` pieces; it does not depend on the question.

    Vectors are of length 1, their numbers in steps of 1/127 of the largest number that they could hold.
    """

    tokens: Bytes  # (t, dim)
    counts: Counts  # (s) pieces of each sentence
    means: Bytes  # (s, width)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was made of a question of `q` pieces."""

    question: str
    tokens: Floats  # (q, dim), each multiplied by how much the piece counts
    mean: Floats  # (width)
    nothing: float  # logit that nothing answers it


class Reader:
    """The encoder and its heads; any thread may use it."""

    def __init__(
        self, vocabulary: SentencePieceProcessor, encoder: InferenceSession, heads: Mapping[str, Floats], digest: str
    ) -> None:
        self.digest = digest  # names the files: another reader makes other readings
        self._vocabulary, self._encoder, self._heads = vocabulary, encoder, heads

    @property
    def piece(self) -> int:
        """How many numbers the vector of a piece has."""
        return int(self._heads["passage"].shape[1])

    @property
    def width(self) -> int:
        """How many numbers the vector of a sentence has."""
        return int(self._heads["passage"].shape[0])

    @classmethod
    def load(cls, folder: Traversable | None = None, threads: int = THREADS) -> Self:
        """Return the reader in `folder`, else the one that ships with the package: about half a second.

        Raises `ReaderError` where a file is missing or is another one, or where this machine cannot run it.
        """
        folder = folder or files("index") / "data" / "reader"
        try:
            import_runtime()
            from sentencepiece import SentencePieceProcessor  # noqa: PLC0415
        except ImportError as error:
            raise ReaderError(f"what runs the reader cannot be loaded on this machine: {error}") from error
        manifest = _read(folder / MANIFEST)
        data = {name: _checked(folder / name, digest) for name, digest in json.loads(manifest)["sha256"].items()}
        encoder = open_session(data[ENCODER], threads)
        with np.load(io.BytesIO(data[HEADS])) as arrays:
            heads = {name: arrays[name] for name in arrays.files}
        vocabulary = SentencePieceProcessor(model_proto=data[PIECES])
        return cls(vocabulary, encoder, heads, hashlib.sha256(manifest).hexdigest())

    def pieces(self, window: Window) -> Pieces:
        """Return what the encoder reads of a window."""
        return pieces_of_window(self._vocabulary, window)

    def read(self, window: Window) -> Reading:
        """Return what judging needs of a window."""
        made = self.pieces(window)
        states = self._states(made.ids)[made.first : made.first + sum(made.counts)]
        counts = np.array(made.counts)
        sums = np.add.reduceat(states, np.cumsum(counts) - counts)
        return Reading(pack(_unit(states @ self._heads["passage"])), counts, pack(_unit(sums)))

    def ask(self, question: str) -> Asked:
        """Return what judging needs of a question."""
        states, heads = self._states(pieces_of_question(self._vocabulary, question)), self._heads
        counts = states @ heads["counts"] + heads["counts.bias"]
        shares = np.exp(counts - counts.max())
        mean = _unit(states.sum(0))
        inner = np.tanh(mean @ heads["nothing.inner"] + heads["nothing.inner.bias"])
        nothing = float(inner @ heads["nothing.outer"] + heads["nothing.outer.bias"])
        return Asked(question, _unit(states @ heads["question"]) * (shares / shares.sum())[:, None], mean, nothing)

    def judge(self, asked: Asked, readings: Sequence[Reading]) -> Floats:
        """Return the logit of each sentence of what was read, that it answers: (s), comparable with `asked.nothing`."""
        counts = np.concatenate([reading.counts for reading in readings])
        tokens, means = (np.concatenate(rows) for rows in ([r.tokens for r in readings], [r.means for r in readings]))
        alike = unpack(tokens) @ asked.tokens.T
        best = np.maximum.reduceat(alike, np.cumsum(counts) - counts).sum(1)
        by_piece, by_mean, less = self._heads["likeness"]
        logits: Floats = by_piece * best + by_mean * alike_in_mean(asked, means) - less
        return logits

    def _states(self, ids: list[int]) -> Floats:
        states: Floats = self._encoder.run(None, {"ids": np.array([ids], np.int64)})[0][0]
        return states


def import_runtime() -> ModuleType:
    """Import what runs models, which tells its maker of its use unless it is forbidden to before."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: PLC0415 - takes as long to import as everything else together

    return onnxruntime  # type: ignore[no-any-return]  # it has no types


def open_session(model: bytes | str, threads: int) -> InferenceSession:
    """Return what runs a model, given as the content of its file or as the file's path."""
    onnxruntime = import_runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # A thread that waits must not burn the processor that the event loop needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])


def alike_in_mean(asked: Asked, means: Bytes) -> Floats:
    """Return how like the question each of the packed vectors is: (n), -1 to 1."""
    return unpack(means) @ asked.mean


def pack(vectors: Floats) -> Bytes:
    """Return unit vectors (n, d) in bytes."""
    packed: Bytes = np.rint(vectors * (STEPS / _largest(vectors.shape[1]))).clip(-STEPS, STEPS).astype(np.int8)
    return packed


def unpack(packed: Bytes) -> Floats:
    """Return packed vectors (n, d) as they were, nearly."""
    return packed.astype(np.float32) * np.float32(_largest(packed.shape[1]) / STEPS)


def _largest(dimensions: int) -> float:
    """Return what no number of a unit vector exceeds often: five times their root mean square."""
    return min(1.0, 5 / math.sqrt(dimensions))


def _unit(vectors: Floats) -> Floats:
    made: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True).clip(1e-9)
    return made


def _checked(path: Traversable, digest: str) -> bytes:
    data = _read(path)
    if hashlib.sha256(data).hexdigest() != digest:
        raise ReaderError(f"the reader's file {path.name} is not the one of this version")
    return data


def _read(path: Traversable) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReaderError(f"the reader's file {path.name} cannot be read: {error.strerror}") from error
