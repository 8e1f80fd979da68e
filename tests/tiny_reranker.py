"""A re-ranker of a kilobyte, in the files that large ones have: it counts the words that a pair has in common."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable
from pathlib import Path

INT64, FLOAT = 7, 1  # ONNX's numbers of types of tensors


def make(folder: Path, texts: Iterable[str], *, factor: float = 10.0, offset: float = -10.0, model: str = "") -> Path:
    """Write a re-ranker that knows the words of `texts`: its logit is `factor` for each word in common, and `offset`.

    `model` is where in the folder its ONNX file goes.
    """
    file = folder / (model or "onnx/model.onnx")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(graph(factor, offset))
    words = dict.fromkeys(re.findall(r"\w+|[^\w\s]", " ".join(texts).lower()))
    vocabulary = {word: number for number, word in enumerate(["[CLS]", "[SEP]", "[UNK]", *words])}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer(vocabulary)), "utf-8")
    config = {"architectures": ["BertForSequenceClassification"], "id2label": {"0": "LABEL_0"}}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def tokenizer(vocabulary: dict[str, int]) -> dict[str, object]:
    special = [{"SpecialToken": {"id": name, "type_id": 0}} for name in ("[CLS]", "[SEP]")]
    first = [special[0], {"Sequence": {"id": "A", "type_id": 0}}, special[1]]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, special[1]]
    return {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
        "padding": {
            "strategy": {"Fixed": 512}, "direction": "Right", "pad_to_multiple_of": None,
            "pad_id": 0, "pad_type_id": 0, "pad_token": "[CLS]",
        },
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": first,
            "pair": [*first, *second],
            "special_tokens": {
                name: {"id": name, "ids": [vocabulary[name]], "tokens": [name]} for name in ("[CLS]", "[SEP]")
            },
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }  # fmt: skip


def graph(factor: float, offset: float, *, inputs: tuple[str, str] = ("input_ids", "token_type_ids")) -> bytes:
    """Return an ONNX model: it counts pairs of equal pieces, one of the first text (type 0), one of the second (1)."""
    ids, types = inputs
    nodes = [
        node("Unsqueeze", [ids], "rows", axes=[1]),
        node("Unsqueeze", [ids], "columns", axes=[2]),
        node("Equal", ["rows", "columns"], "equal"),
        node("Unsqueeze", [types], "row types", axes=[1]),
        node("Unsqueeze", [types], "column types", axes=[2]),
        node("Less", ["column types", "row types"], "across"),
        node("And", ["equal", "across"], "both"),
        node("Cast", ["both"], "ones", to=FLOAT),
        node("ReduceSum", ["ones"], "by piece", axes=[1], keepdims=0),
        node("ReduceSum", ["by piece"], "pairs", axes=[1], keepdims=1),
        node("Constant", [], "factor", value_float=factor),
        node("Constant", [], "offset", value_float=offset),
        node("Mul", ["pairs", "factor"], "product"),
        node("Add", ["product", "offset"], "logits"),
    ]
    parts = [field(1, made) for made in nodes] + [field(2, b"tiny")]
    parts += [field(11, tensor(name, INT64, ["batch", "pieces"])) for name in inputs]
    parts += [field(12, tensor("logits", FLOAT, ["batch", 1]))]
    return field(1, 7) + field(7, b"".join(parts)) + field(8, field(1, b"") + field(2, 12))


def node(operation: str, inputs: list[str], output: str, **attributes: float | list[int]) -> bytes:
    made = b"".join(field(1, name.encode()) for name in inputs) + field(2, output.encode())
    return made + field(4, operation.encode()) + b"".join(field(5, attribute(*pair)) for pair in attributes.items())


def attribute(name: str, value: float | list[int]) -> bytes:
    if isinstance(value, list):
        made, kind = b"".join(field(8, number) for number in value), 7
    elif isinstance(value, int):
        made, kind = field(3, value), 2
    else:
        made, kind = bytes([2 << 3 | 5]) + struct.pack("<f", value), 1
    return field(1, name.encode()) + made + field(20, kind)


def tensor(name: str, kind: int, shape: list[str | int]) -> bytes:
    dimensions = [field(1, field(1, n) if isinstance(n, int) else field(2, n.encode())) for n in shape]
    return field(1, name.encode()) + field(2, field(1, field(1, kind) + field(2, b"".join(dimensions))))


def field(number: int, value: int | bytes) -> bytes:
    """Return a field of a message in the encoding of Protocol Buffers: a number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    low = value & 0x7F
    return bytes([low]) if value < 0x80 else bytes([low | 0x80]) + varint(value >> 7)
