"""Fetch a page, a text or a PDF file from the web, for an operator who names its address."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import aiohttp

from bot.config import ConfigError
from index import LARGEST_ARTICLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import yarl

SECONDS, REDIRECTS, CHUNK = 60.0, 5, 1 << 16
SUFFIXES: Mapping[str, str] = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
}
OK = 200
LONGEST_NAME = 80
_UNFIT = re.compile(r"[^\w.-]+")
_UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address holds, as an article of the folder of sources."""

    name: str
    data: bytes
    url: str  # where it was found in the end


def fetch(url: str) -> Fetched:
    """Fetch an article; raise `ConfigError` with what is wrong."""
    try:
        return asyncio.run(_fetch(url))
    except aiohttp.TooManyRedirects as error:
        raise ConfigError(f"{url} redirects more than {REDIRECTS} times.") from error
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, ValueError) as error:
        raise ConfigError(f"{url} is no address of a page on the web, or leads to one that is not.") from error
    except TimeoutError as error:
        raise ConfigError(f"{url} takes more than {SECONDS:.0f} seconds to fetch.") from error
    except (aiohttp.ClientError, OSError) as error:
        raise ConfigError(f"{url} cannot be fetched: check the address and the network.") from error


async def _fetch(url: str) -> Fetched:
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=True)
    async with session, session.get(url, max_redirects=REDIRECTS) as response:
        if response.status != OK:
            raise ConfigError(f"{url} cannot be fetched: the server answers {response.status} {response.reason}.")
        suffix = SUFFIXES.get(response.content_type)
        if suffix is None:
            raise ConfigError(
                f"{url} is {response.content_type}: only pages (HTML), text, Markdown and PDF files are taken."
            )
        data = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > LARGEST_ARTICLE:
                raise ConfigError(f"{url} is too large: an article may have {LARGEST_ARTICLE >> 20} MB at most.")
        found = response.url.with_fragment(None).with_user(None)  # which would show a password in every quote
        return Fetched(_name(found, suffix), _as_utf_8(bytes(data), response, suffix), str(found))


def _name(url: yarl.URL, suffix: str) -> str:
    """Return a file's name for an address: by the last part of its path that says something, else by its host."""
    path = PurePosixPath(url.path)
    if path.suffix.lower() == ".md" and suffix == ".txt":
        suffix = ".md"  # what many servers call plain text
    parts = [url.host or "", *(path.parent / path.stem).parts[1:]]
    names = [_UNFIT.sub("-", part).strip("-._")[:LONGEST_NAME].rstrip("-._") for part in parts]
    named = [name for name in names if name and name.casefold() not in {"index", "default"}]
    return f"{named[-1] if named else 'page'}{suffix}"


def _as_utf_8(data: bytes, response: aiohttp.ClientResponse, suffix: str) -> bytes:
    """Return the bytes of a text in UTF-8 where the server, and not the text itself, says how it is encoded."""
    charset = (response.charset or "utf-8").lower()
    if suffix == ".pdf" or charset in _UTF_8:
        return data
    try:
        return data.decode(charset).encode()
    except (LookupError, UnicodeError):
        return data  # the reader of its format has its own ways, or says what is wrong
