"""The reader: says which sentence of a document answers a question, and whether any does."""

from benchmarks.reader.runtime.pieces import Document
from benchmarks.reader.runtime.reader import Asked, Judgement, Read, Reader, ReaderError

__all__ = ["Asked", "Document", "Judgement", "Read", "Reader", "ReaderError"]
