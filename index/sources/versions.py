"""Short names for the sources as they are now, for whatever must refer to them later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.sources.source import Source

VERSION_BYTES = 5


class Versions:
    """The version of each source: `VERSION_BYTES` bytes, unchanged as long as its id and text are."""

    def __init__(self, sources: Iterable[Source]) -> None:
        """Read every text once, which takes a good part of a second for a large corpus."""
        named = [(_version(source), source) for source in sources]
        self._versions = {source.id: version for version, source in named}
        self._sources = dict(named)

    def of(self, source: Source) -> bytes:
        """Return the version of one of the sources."""
        return self._versions[source.id]

    def find(self, version: bytes) -> Source | None:
        """Find a source by its version, None where it has changed since or is gone."""
        return self._sources.get(version)


def _version(source: Source) -> bytes:
    content = f"{source.id}\0{source.text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=VERSION_BYTES).digest()
