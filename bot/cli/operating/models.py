"""Fetch a re-ranker from a hub of models, whole or not at all, and list what was fetched."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import signal
import sys
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.cli.exit_status import SOUND
from bot.config import ConfigError
from bot.service.models import NAME, UNFINISHED, models_folder, remove_unfinished
from index import Reranker, RerankerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huggingface_hub import HfApi, ModelInfo


def fetch(name: str, model: str | None) -> int:
    """Download the model `name`, of its variants the file `model` where that is given; return the exit status.

    Raises `ConfigError`, and then whatever was there before is still there, and nothing else.
    """
    if not NAME.fullmatch(name):
        raise ConfigError(f"a model's name is OWNER/NAME, as in the address of its page, not {name!r}.")
    hub = _open_hub()
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    remove_unfinished()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # being stopped leaves nothing behind either
    with _in_plain_words(name, hub.endpoint), TemporaryDirectory(prefix=UNFINISHED, dir=folder) as temporary:
        made = Path(temporary) / "model"
        _download(hub, hub.model_info(name, files_metadata=True), model, made)
        Reranker.load(made)
        _put(made, folder / name)
    print(f"Fetched. To use it, set INCIDENT_BOT_RERANKER={name} and start the bot again.")
    return SOUND


def print_list() -> int:
    """Print the models that were fetched, with their sizes; return the exit status."""
    folder = models_folder()
    models = sorted(path for path in folder.glob("[!.]*/*") if path.is_dir())
    for path in models:
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        print(f"{path.relative_to(folder).as_posix()}  {_megabytes(size)}  {path}")
    if not models:
        print(f"No model was fetched into {folder}.", file=sys.stderr)
    return SOUND


def _open_hub() -> HfApi:
    # Read when the library is imported. One way of downloading, the one that is tested; and nothing is told of its use.
    os.environ |= {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    try:
        import tokenizers  # noqa: F401 - a fetched model is tried with it: better to know now that it is not installed
        from huggingface_hub import HfApi
    except ImportError as error:
        raise ConfigError("models need packages that are not installed; `make models` installs them.") from error
    for noisy in ("huggingface_hub", "httpx", "httpx2"):  # a line for each request, and for each that is tried again
        logging.getLogger(noisy).setLevel(logging.ERROR)
    return HfApi()


def _download(hub: HfApi, listing: ModelInfo, model: str | None, target: Path) -> None:
    there = {entry.rfilename: entry for entry in listing.siblings or () if _stays_inside(entry.rfilename)}
    entries = [there[name] for name in Reranker.files(there.keys(), model)]
    size = sum(entry.size or 0 for entry in entries)
    print(f"{listing.id}: {len(entries)} files, {_megabytes(size)}, into {models_folder()}", flush=True)
    free = shutil.disk_usage(target.parent).free
    if size > free:
        raise ConfigError(f"{listing.id} needs {_megabytes(size)}, and {_megabytes(free)} are free: make room first.")
    for entry in entries:
        print(f"{entry.rfilename}, {_megabytes(entry.size or 0)}", flush=True)
        got = hub.hf_hub_download(listing.id, entry.rfilename, revision=listing.sha, local_dir=target)
        with Path(got).open("rb") as file:
            if entry.lfs and hashlib.file_digest(file, "sha256").hexdigest() != entry.lfs.sha256:
                raise ConfigError(f"{entry.rfilename} was damaged on its way: try again.")
    shutil.rmtree(target / ".cache")  # the library's own notes


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _put(made: Path, target: Path) -> None:
    """Put a folder in the place of another one, if there is any, which stays where that fails."""
    target.parent.mkdir(exist_ok=True)
    before = made.with_name("before")
    if target.exists():
        target.rename(before)
    try:
        made.rename(target)
    except OSError:
        if before.exists():
            before.rename(target)
        raise


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


@contextmanager
def _in_plain_words(name: str, hub: str) -> Iterator[None]:
    """Turn what can go wrong with a download into one sentence each."""
    from huggingface_hub import errors

    # The base of what the client's HTTP library raises, whichever that is in its version: only this module names it.
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # imported there, not exported

    unreachable = (HTTPError, errors.LocalEntryNotFoundError, ConnectionError)
    try:
        yield
    except RerankerError as error:
        raise ConfigError(f"{name} cannot be used: {error}.") from error
    except errors.GatedRepoError as error:
        raise ConfigError(f"{name} is for those who accept its terms: do so on its page, and set HF_TOKEN.") from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise ConfigError(f"{hub} has no public model {name}: copy its name again from its page.") from error
    except errors.HfHubHTTPError as error:
        raise ConfigError(f"{hub} does not give {name} now (status {error.response.status_code}).") from error
    except unreachable as error:
        raise ConfigError(f"{hub} cannot be reached: check the network, then try again.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(f"{hub} does not answer as a hub of models does: check HF_ENDPOINT.") from error
    except OSError as error:
        if error.errno is not None:
            raise  # of the disk: the command line says it
        raise ConfigError(f"{name} did not arrive whole: try again.") from error
