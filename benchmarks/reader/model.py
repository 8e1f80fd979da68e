"""The reader in PyTorch: an encoder as it came, and a copy of its last layers tuned to bring answers to questions.

A sentence is likely to answer as far as its vectors are like the question's: one of the encoder as it came, for the
sentence by itself, one of the tuned layers, for the sentence where it stands. Against all of them stands one logit made
of the question alone: that nothing answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.reader.runtime.pieces import PAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from benchmarks.reader.runtime.pieces import Pieces

WIDTH, HEADS, INNER, LAYERS, EPSILON = 384, 12, 1536, 12, 1e-12
TUNED = 4


class Read(NamedTuple):
    """What the layers that stay as they are make of a document of `s` sentences in `w` windows."""

    states: Tensor  # (w, t, width) where the tuned layers begin
    owner: Tensor  # (w, t) the sentence of each piece, -1 for the title's, -2 where there is none
    alone: Tensor  # (s, width) unit vectors of the sentences by themselves


class Layer(nn.Module):
    """A layer of BERT."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm, self.last_norm = (nn.LayerNorm(WIDTH, EPSILON) for _ in range(2))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        """Return the new states of `x` (b, t, width), of which `there` (b, t) says what is no padding."""
        b = x.shape[0]
        q, k, v = (y.view(b, -1, HEADS, WIDTH // HEADS).transpose(1, 2) for y in (self.q(x), self.k(x), self.v(x)))
        mixed = functional.scaled_dot_product_attention(q, k, v, there[:, None, None])
        x = self.norm(x + self.dropout(self.o(mixed.transpose(1, 2).reshape(b, -1, WIDTH))))
        return self.last_norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))

    def fill(self, tensors: Mapping[str, np.ndarray], number: int) -> None:
        names = {
            "q": "q", "k": "k", "v": "v", "o": "ao", "inner": "fi", "outer": "fo", "norm": "aln", "last_norm": "oln"
        }  # fmt: skip
        for ours, theirs in names.items():
            module = getattr(self, ours)
            module.weight.data = torch.tensor(tensors[f"l{number}.{theirs}.w"])
            module.bias.data = torch.tensor(tensors[f"l{number}.{theirs}.b"])


class Reader(nn.Module):
    def __init__(self, size: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(size, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.lower = nn.ModuleList(Layer() for _ in range(LAYERS - TUNED))
        self.plain = nn.ModuleList(Layer() for _ in range(TUNED))
        self.tuned = nn.ModuleList(Layer(dropout) for _ in range(TUNED))
        self.nothing = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, 1))
        self.likeness = nn.Parameter(torch.tensor([20.0, 30.0, 43.0]))  # by itself, where it stands, less this

    def fill(self, tensors: Mapping[str, np.ndarray], kept: Sequence[int]) -> None:
        """Take the weights of the encoder, with the word embeddings of the pieces `kept`."""
        self.words.weight.data = torch.tensor(tensors["emb.word"][list(kept)])
        self.places.weight.data = torch.tensor(tensors["emb.pos"] + tensors["emb.type"][0])
        self.norm.weight.data, self.norm.bias.data = (torch.tensor(tensors[f"emb.ln.{x}"]) for x in "wb")
        for number, layer in enumerate([*self.lower, *self.plain]):
            layer.fill(tensors, number)
        for number, layer in enumerate(self.tuned, LAYERS - TUNED):
            layer.fill(tensors, number)

    def begin(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Return the states (b, t, width) where the tuned layers begin, and the plain unit vectors (b, width)."""
        there = ids != PAD
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.lower:
            x = layer(x, there)
        begun = x
        for layer in self.plain:
            x = layer(x, there)
        return begun, mean_vector(x, there)

    def read(self, document: Pieces) -> Read:
        ids = pad(document.windows)
        owner = torch.full_like(ids, -2)
        owner[ids != PAD] = torch.tensor(document.sentence_of)
        return Read(self.begin(ids)[0], owner, torch.cat([self.begin(pad([row]))[1] for row in document.alone]))

    def tune(self, states: Tensor, there: Tensor) -> Tensor:
        for layer in self.tuned:
            states = layer(states, there)
        return states

    def forward(self, read: Read, questions: Tensor, there: Tensor, plain: Tensor) -> Tensor:
        """Return the logits (b, 1 + s) of "nothing answers" and of the sentences.

        `questions` are the states (b, t, width) of the questions where the tuned layers begin, `there` (b, t) says
        which pieces are there, `plain` (b, width) are the questions' plain unit vectors.
        """
        states = self.tune(read.states, read.owner > -2).flatten(0, 1)
        owner = read.owner.flatten()
        sums = torch.zeros_like(read.alone).index_add(0, owner[owner >= 0], states[owner >= 0])
        asked = mean_vector(self.tune(questions, there), there)
        by_itself, in_place, less = self.likeness
        alike = plain @ read.alone.T * by_itself + asked @ functional.normalize(sums, dim=-1).T * in_place - less
        return torch.cat([self.nothing(asked), alike], 1)


def pad(rows: Sequence[Sequence[int]]) -> Tensor:
    length = max(map(len, rows))
    return torch.tensor([[*row, *[PAD] * (length - len(row))] for row in rows])


def mean_vector(states: Tensor, there: Tensor) -> Tensor:
    mean = (states * there[..., None]).sum(1) / there.sum(1, keepdim=True)
    return functional.normalize(mean, dim=-1)
