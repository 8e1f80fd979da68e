"""The encoder as an ONNX graph, quantised: the layers that stay in the package's own 4 bits, those tuned in 8.

Built node by node: the graphs are small, the quantised operators are the runtime's own, and the file is the same
whatever exporter there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from benchmarks.reader.model import EPSILON, HEADS, WIDTH
from benchmarks.reader.weights import BLOCK

if TYPE_CHECKING:
    from torch import nn

OPSET = 20
SIZE = WIDTH // HEADS


class Graph:
    """Nodes and weights under construction; values are named by numbers."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._count = 0

    def add(self, kind: str, *inputs: str, domain: str = "", name: str = "", **attributes: object) -> str:
        self._count += 1
        name = name or f"v{self._count}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def constant(self, value: np.ndarray) -> str:
        self._count += 1
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), f"w{self._count}"))
        return f"w{self._count}"

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray, bits: int) -> str:
        """Return `x` times the quantised `weight` (out, in), plus `bias`."""
        packed, scales = blocks(weight, bits)
        rows, columns = weight.shape
        product = self.add(
            "MatMulNBits",
            x,
            self.constant(packed),
            self.constant(scales.astype(np.float32).reshape(-1)),
            domain="com.microsoft",
            K=columns,
            N=rows,
            bits=bits,
            block_size=BLOCK,
            accuracy_level=4,
        )
        return self.add("Add", product, self.constant(bias))

    def norm(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.add("LayerNormalization", x, self.constant(weight), self.constant(bias), epsilon=EPSILON)

    def heads(self, x: str, order: tuple[int, ...] = (0, 2, 1, 3)) -> str:
        split = self.add("Reshape", x, self.constant(np.array([0, 0, HEADS, SIZE])))
        return self.add("Transpose", split, perm=order)

    def layer(self, x: str, layer: nn.Module, bits: int) -> str:
        w = {name: p.detach().numpy() for name, p in layer.named_parameters()}
        q, k, v = (self.linear(x, w[f"{part}.weight"], w[f"{part}.bias"], bits) for part in "qkv")
        q = self.add("Mul", q, self.constant(np.array(SIZE**-0.5, np.float32)))
        scores = self.add("MatMul", self.heads(q), self.heads(k, (0, 2, 3, 1)))
        mixed = self.add("MatMul", self.add("Softmax", scores, axis=-1), self.heads(v))
        mixed = self.add("Transpose", mixed, perm=(0, 2, 1, 3))
        mixed = self.add("Reshape", mixed, self.constant(np.array([0, 0, WIDTH])))
        x = self.add("Add", x, self.linear(mixed, w["o.weight"], w["o.bias"], bits))
        x = self.norm(x, w["norm.weight"], w["norm.bias"])
        inner = self.add("Gelu", self.linear(x, w["inner.weight"], w["inner.bias"], bits))
        x = self.add("Add", x, self.linear(inner, w["outer.weight"], w["outer.bias"], bits))
        return self.norm(x, w["last_norm.weight"], w["last_norm.bias"])

    def model(self, inputs: dict[str, tuple], outputs: dict[str, tuple]) -> onnx.ModelProto:
        """Return the model; inputs and outputs have their type first, then their shape, with names for what varies."""
        graph = helper.make_graph(
            self.nodes,
            "reader",
            [helper.make_tensor_value_info(name, kind, shape) for name, (kind, *shape) in inputs.items()],
            [helper.make_tensor_value_info(name, kind, shape) for name, (kind, *shape) in outputs.items()],
            self.weights,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="incident-bot")
        onnx.checker.check_model(model)
        return model


def blocks(weight: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `weight` (rows, columns) in blocks: packed (rows, blocks, bytes) and scales (rows, blocks).

    In 4 bits the largest number of a block becomes -8 steps, as in the package's file, whose weights therefore come
    back exactly.
    """
    parts = weight.reshape(len(weight), -1, BLOCK).astype(np.float32)
    largest = np.take_along_axis(parts, np.abs(parts).argmax(-1)[..., None], -1)
    half = 1 << (bits - 1)
    scales = largest / -half if bits == 4 else np.abs(largest) / (half - 1)
    steps = np.divide(parts, scales, out=np.zeros_like(parts), where=scales != 0)
    numbers = np.clip(np.rint(steps) + half, 0, 2 * half - 1).astype(np.uint8)
    if bits == 4:
        numbers = numbers[..., 0::2] | numbers[..., 1::2] << 4
    return numbers, scales[..., 0]


def encoder(reader: nn.Module) -> onnx.ModelProto:
    """Return the graph from pieces (1, t) to their states (1, t, width)."""
    g = Graph()
    words = reader.words.weight.detach().numpy()
    packed, scales = blocks(words, 4)
    # a row of words: its 4-bit numbers, two a byte, by their block's scale
    rows = g.add("Gather", g.constant(packed.reshape(len(words), -1)), "ids")
    small = g.add("Cast", rows, to=TensorProto.INT32)
    sixteen, last = g.constant(np.array(16, np.int32)), g.constant(np.array([-1]))
    pair = [g.add("Unsqueeze", g.add(kind, small, sixteen), last) for kind in ("Mod", "Div")]
    numbers = g.add("Cast", g.add("Concat", *pair, axis=-1), to=TensorProto.FLOAT)
    numbers = g.add("Sub", numbers, g.constant(np.array(8, np.float32)))
    numbers = g.add("Reshape", numbers, g.constant(np.array([0, 0, WIDTH // BLOCK, BLOCK])))
    scale = g.add("Cast", g.add("Gather", g.constant(scales.astype(np.float16)), "ids"), to=TensorProto.FLOAT)
    x = g.add("Mul", numbers, g.add("Unsqueeze", scale, last))
    x = g.add("Reshape", x, g.constant(np.array([0, 0, WIDTH])))
    length = g.add("Slice", g.add("Shape", "ids"), *(g.constant(np.array([i])) for i in (1, 2)))
    zero = g.constant(np.array([0]))
    places = g.add("Slice", g.constant(reader.places.weight.detach().numpy()), zero, length, zero)
    x = g.norm(g.add("Add", x, places), *(p.detach().numpy() for p in (reader.norm.weight, reader.norm.bias)))
    for layer in reader.lower:
        x = g.layer(x, layer, 4)
    for layer in reader.tuned:
        x = g.layer(x, layer, 8)
    g.add("Identity", x, name="states")
    return g.model({"ids": (TensorProto.INT64, 1, "t")}, {"states": (TensorProto.FLOAT, 1, "t", WIDTH)})
