"""The key of the pseudonyms: it lies beside the database and never in it, so that the database alone names nobody."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.storage.errors import StoreError, WrongStoreError

VARIABLE = "INCIDENT_BOT_KEY"
HEX = re.compile(
    r"(?:[0-9a-fA-F]{2}){16,64}"
)  # as many bytes as BLAKE2b takes for a key, and no fewer than older versions used
NEW_BYTES = 32
LOST = "run `incident-bot migrate --new-key`: members can then no longer change or delete their earlier votes"
HOW = "32 to 128 hexadecimal digits, as `openssl rand -hex 32` prints them"


def decode_key(text: str) -> bytes | None:
    """Return the key that a text writes, None where it writes none."""
    return bytes.fromhex(text) if HEX.fullmatch(text) else None


def fingerprint(key: bytes) -> str:
    """Return what tells a key from another and nothing else of it."""
    return hashlib.blake2b(b"incident-bot", key=key, digest_size=16).hexdigest()


def is_fingerprint(text: str) -> bool:
    """Tell whether a text may be the fingerprint of any key."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def pseudonym(key: bytes, user_id: int) -> str:
    """Return a name for a member that only this key can link to them."""
    return hashlib.blake2b(str(user_id).encode(), key=key, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the key comes from: given by the operator, else a file of the bot's, else good for this process."""

    given: bytes | None
    file: Path | None

    @classmethod
    def of(cls, given: str, database: Path | None, *, shared: bool) -> Keys:
        """Find where the key of a database is. Raise `StoreError` where it must be given and is not, or is none."""
        key = decode_key(given)
        if given and key is None:
            raise StoreError(f"{VARIABLE} must be {HOW}.")
        if shared and key is None:  # another machine would make another key, and every vote there would count again
            raise StoreError(f"{VARIABLE} must be set where the database is on a server: {HOW}, one for all processes.")
        return cls(key, database.with_name(f"{database.name}.key") if database is not None else None)

    def find(self) -> bytes | None:
        """Return the key that there is. Raise `WrongStoreError` for a file that holds none."""
        if self.given is not None or self.file is None:
            return self.given
        try:
            key = decode_key(self.file.read_text("ascii").strip())
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            key = None
        if key is None:
            raise WrongStoreError(
                f"{self.file} holds no key: bring it back from a backup, or set {VARIABLE}. If it is lost, delete "
                f"that file and {LOST}."
            )
        return key

    def keep(self, key: bytes) -> bytes:
        """Write a key where there is none yet, for this user alone; return the one that is there then."""
        if self.file is None:
            return key
        descriptor, written = tempfile.mkstemp(dir=self.file.parent, prefix=f".{self.file.name}.")  # 0600
        try:
            with os.fdopen(descriptor, "w") as stream:
                stream.write(f"{key.hex()}\n")
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):  # another process was faster
                os.link(written, self.file)
        finally:
            Path(written).unlink()
        return self.find() or key


def new_key() -> bytes:
    """Return a key that nobody can guess."""
    return secrets.token_bytes(NEW_BYTES)
