"""The operator's re-ranker: from what a setting names to what runs, and nothing is downloaded for it."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

from platformdirs import user_data_path

from bot.config import Config, ConfigError
from index import Meaning, Reranker, RerankerError

NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)  # OWNER/NAME
UNFINISHED = ".fetching-"  # how the folder of an unfinished download is called
STALE = 24 * 3600  # seconds after which nobody is still downloading into one


def models_folder() -> Path:
    """Return the folder of the models that were fetched, each in OWNER/NAME."""
    return user_data_path("incident-bot", appauthor=False) / "models"


def remove_unfinished() -> None:
    """Remove what is left of downloads: the machine went down while somebody fetched."""
    for left in models_folder().glob(f"{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > STALE:
            shutil.rmtree(left, ignore_errors=True)


def load_reranker(config: Config) -> Reranker | None:
    """Return the re-ranker that the setting names, if any; raise `ConfigError` where it cannot be used."""
    remove_unfinished()
    if not config.reranker:
        return None
    if config.meaning is Meaning.OFF:
        raise ConfigError("INCIDENT_BOT_RERANKER needs the reader: INCIDENT_BOT_MEANING must be full or reader.")
    try:
        return Reranker.load(_folder(config.reranker))
    except RerankerError as error:
        raise ConfigError(f"INCIDENT_BOT_RERANKER, {config.reranker}, cannot be used: {error}.") from error


def _folder(setting: str) -> Path:
    path = Path(setting)
    if path.is_absolute():
        if path.is_dir():
            return path
        raise ConfigError(f"INCIDENT_BOT_RERANKER names a folder that is not there: {setting}.")
    if not NAME.fullmatch(setting):
        raise ConfigError(
            f"INCIDENT_BOT_RERANKER must be a model's name, OWNER/NAME, or an existing folder, not {setting!r}."
        )
    fetched = models_folder() / setting
    if fetched.is_dir():
        return fetched
    raise ConfigError(
        f"INCIDENT_BOT_RERANKER names a model that is not on this machine: incident-bot model fetch {setting}"
    )
