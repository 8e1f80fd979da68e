"""The reader in PyTorch: an encoder whose last layers are tuned to bring answers to questions.

A sentence is likely to answer as far as it is like the question: piece by piece (late interaction: Khattab and Zaharia,
"ColBERT", SIGIR 2020) and in the mean. Against all of them stands one logit made of the question alone: that nothing
answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.search.reader.pieces import PAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from index.search.reader.pieces import Pieces

WIDTH, HEADS, INNER, LAYERS, EPSILON = 384, 12, 1536, 12, 1e-12
TUNED = 6  # of the layers
PIECE = 96  # dimensions of a piece's vector


class Read(NamedTuple):
    """What the layers that stay as they are make of a document of `s` sentences in `w` windows."""

    states: Tensor  # (w, t, width) where the tuned layers begin
    owner: Tensor  # (w, t) the sentence of each piece, -1 where there is a piece of none, -2 where there is none
    sentences: int


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


class Heads(nn.Module):
    """What is learnt anew: vectors of pieces, how much each piece of a question counts, and that nothing answers."""

    def __init__(self) -> None:
        super().__init__()
        self.question, self.passage = (nn.Linear(WIDTH, PIECE, bias=False) for _ in range(2))
        nn.init.orthogonal_(self.question.weight)
        self.passage.weight.data.copy_(self.question.weight.data)
        self.counts = nn.Linear(WIDTH, 1)
        nn.init.zeros_(self.counts.weight)
        nn.init.zeros_(self.counts.bias)
        self.nothing = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 1))
        self.likeness = nn.Parameter(torch.tensor([32.0, 30.0, 43.0]))  # by piece, in the mean, less this


class Reader(nn.Module):
    def __init__(self, size: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(size, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.lower = nn.ModuleList(Layer() for _ in range(LAYERS - TUNED))
        self.tuned = nn.ModuleList(Layer(dropout) for _ in range(TUNED))
        self.heads = Heads()

    def fill(self, tensors: Mapping[str, np.ndarray], kept: Sequence[int]) -> None:
        """Take the weights of the encoder, with the word embeddings of the pieces `kept`."""
        self.words.weight.data = torch.tensor(tensors["emb.word"][list(kept)])
        self.places.weight.data = torch.tensor(tensors["emb.pos"] + tensors["emb.type"][0])
        self.norm.weight.data, self.norm.bias.data = (torch.tensor(tensors[f"emb.ln.{x}"]) for x in "wb")
        for number, layer in enumerate([*self.lower, *self.tuned]):
            layer.fill(tensors, number)

    def begin(self, ids: Tensor) -> Tensor:
        """Return the states (b, t, width) where the tuned layers begin."""
        there = ids != PAD
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.lower:
            x = layer(x, there)
        return x

    def read(self, windows: Sequence[Pieces]) -> Read:
        ids = pad([window.ids for window in windows])
        owner = torch.where(ids != PAD, -1, -2)
        sentence = 0
        for row, window in zip(owner, windows, strict=True):
            at = window.first
            for count in window.counts:
                row[at : at + count] = sentence
                sentence, at = sentence + 1, at + count
        return Read(self.begin(ids), owner, sentence)

    def tune(self, states: Tensor, there: Tensor) -> Tensor:
        for layer in self.tuned:
            states = layer(states, there)
        return states

    def forward(self, read: Read, questions: Tensor, there: Tensor) -> Tensor:
        """Return the logits (b, 1 + s) of "nothing answers" and of the sentences.

        `questions` are the states (b, t, width) of the questions where the tuned layers begin, `there` (b, t) says
        which pieces are there.
        """
        heads = self.heads
        owner = read.owner.flatten()
        states, owner = self.tune(read.states, read.owner > -2).flatten(0, 1)[owner >= 0], owner[owner >= 0]
        means = torch.zeros(read.sentences, WIDTH).index_add(0, owner, states)
        asked = self.tune(questions, there)
        mean = functional.normalize((asked * there[..., None]).sum(1), dim=-1)
        in_mean = mean @ functional.normalize(means, dim=-1).T

        pieces = functional.normalize(heads.question(asked), dim=-1)[there]  # (n, piece) of all questions
        alike = pieces @ functional.normalize(heads.passage(states), dim=-1).T
        best = torch.full((len(pieces), read.sentences), -1.0)
        best = best.scatter_reduce(1, owner.expand(len(pieces), -1), alike, "amax")
        counts = torch.softmax(heads.counts(asked).squeeze(-1).masked_fill(~there, -1e4), 1)[there]
        question = torch.arange(len(there))[:, None].expand(there.shape)[there]
        by_piece = torch.zeros(len(there), read.sentences).index_add(0, question, best * counts[:, None])

        a, b, less = heads.likeness
        return torch.cat([heads.nothing(mean), a * by_piece + b * in_mean - less], 1)


def pad(rows: Sequence[Sequence[int]]) -> Tensor:
    length = max(map(len, rows))
    return torch.tensor([[*row, *[PAD] * (length - len(row))] for row in rows])
