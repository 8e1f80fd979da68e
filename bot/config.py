"""The operator's configuration: from the environment, `.env` and `config.yaml`, in that order; read nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml
from dotenv import dotenv_values

from index import Meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
DEFAULT_SEEDS = "seeds"
DEFAULT_DATABASE_URL = "sqlite+aiosqlite:///data/incident-bot.db"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
PREFIXES = ("DISCORD_", "INCIDENT_BOT_")  # of the bot's variables: others in .env are somebody else's
SECRETS = ("token", "key")  # which have no place in config.yaml
LARGEST = 1 << 14  # characters of config.yaml


class ConfigError(Exception):
    """The bot cannot run like this; the message says what to do, and names the variable where it is about one."""


class NotPermittedError(ConfigError):
    """Discord does not let the bot do what it is set up for."""


class TemporaryError(ConfigError):
    """Nothing is wrong with the configuration; a later start may work."""


@dataclass(frozen=True, slots=True)
class Config:
    """How the operator runs the bot. Each field's `env` is the variable's name; in config.yaml it is the field's."""

    token: str | None = field(default=None, repr=False, metadata={"env": "DISCORD_TOKEN"})
    api_url: str | None = field(default=None, metadata={"env": "DISCORD_API_URL"})
    gateway_url: str | None = field(default=None, metadata={"env": "DISCORD_GATEWAY_URL"})
    message_content: bool = field(default=False, metadata={"env": "DISCORD_MESSAGE_CONTENT"})
    seeds: Path = field(default=Path(DEFAULT_SEEDS), metadata={"env": "INCIDENT_BOT_SEEDS"})
    watch: bool = field(default=False, metadata={"env": "INCIDENT_BOT_WATCH"})
    # Users who may change the sources, beside the owner or team of the application.
    operators: tuple[int, ...] = field(default=(), metadata={"env": "INCIDENT_BOT_OPERATORS"})
    # Read-write: votes, settings of servers. Any SQLAlchemy URL with an asynchronous driver.
    database_url: str = field(default=DEFAULT_DATABASE_URL, repr=False, metadata={"env": "INCIDENT_BOT_DATABASE_URL"})
    # What members' pseudonyms are made with; empty: kept in a file beside the database.
    key: str = field(default="", repr=False, metadata={"env": "INCIDENT_BOT_KEY"})
    language: str = field(default="en", metadata={"env": "INCIDENT_BOT_LANGUAGE"})
    meaning: Meaning = field(default=Meaning.FULL, metadata={"env": "INCIDENT_BOT_MEANING"})
    # A model that judges beside the reader: the name of one that was fetched, or an absolute path of a folder.
    reranker: str = field(default="", metadata={"env": "INCIDENT_BOT_RERANKER"})
    # Of several processes, each runs the shards that it names, of so many in all.
    shard_ids: tuple[int, ...] = field(default=(), metadata={"env": "INCIDENT_BOT_SHARD_IDS"})
    shard_count: int | None = field(default=None, metadata={"env": "INCIDENT_BOT_SHARD_COUNT"})
    log_level: str = field(default="INFO", metadata={"env": "INCIDENT_BOT_LOG_LEVEL"})
    # Where health and metrics are served: a host and a port.
    http: tuple[str, int] | None = field(default=None, metadata={"env": "INCIDENT_BOT_HTTP"})


VARIABLES: dict[str, str] = {f.name: f.metadata["env"] for f in fields(Config)}


def find_home(directory: Path) -> Path:
    """Return the project folder: `directory` where it holds sources, else the one that the packages lie in."""
    installed = Path(__file__).resolve().parent.parent
    return installed if not (directory / "seeds").is_dir() and (installed / "seeds").is_dir() else directory


def load_config(environment: Mapping[str, str], home: Path, *, seeds: Path | None = None) -> Config:
    """Gather the configuration; a relative path is relative to `home`, where `.env` and `config.yaml` are looked for.

    `seeds` overrides the folder of sources. Raises `ConfigError`.
    """
    given = _read_config(home / "config.yaml")
    for variables in (_read_dotenv(home / ".env"), environment):
        given |= {name: value for name, env in VARIABLES.items() if (value := variables.get(env, "").strip())}
    if seeds is not None:
        given["seeds"] = str(seeds.absolute())
    values: dict[str, Any] = {name: _convert(name, value) for name, value in given.items()}
    values["seeds"] = home / values.get("seeds", DEFAULT_SEEDS)
    values["reranker"] = _anchor_folder(values.get("reranker", ""), home)
    values["database_url"] = _anchor(values.get("database_url", DEFAULT_DATABASE_URL), home)
    config = Config(**values)
    if config.shard_ids and (config.shard_count is None or max(config.shard_ids) >= config.shard_count):
        raise ConfigError(
            "INCIDENT_BOT_SHARD_IDS names shards beyond INCIDENT_BOT_SHARD_COUNT, which says how many there are in all."
        )
    return config


def _read_dotenv(path: Path) -> dict[str, str]:
    try:
        found = dotenv_values(path, encoding="utf-8-sig") if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: save it as UTF-8 text that this user may read.") from error
    known = set(VARIABLES.values())
    for name in found.keys() - known:
        meant = get_close_matches(name, known, n=1)
        if meant and name.startswith(PREFIXES):
            raise ConfigError(f"{path}: there is no variable {name}; is it {meant[0]}?")
    return {name: value for name, value in found.items() if value is not None}


class _Lines(yaml.BaseLoader):
    """Reads every value as the text that it is written as: `_convert` knows what it should be.

    Brackets in brackets, which no value may have, are refused at once: their cost would grow faster than the file.
    """

    def fetch_flow_collection_start(self, token: type[yaml.Token]) -> None:
        if self.flow_level:
            raise yaml.scanner.ScannerError(None, None, "brackets in brackets", self.get_mark())
        super().fetch_flow_collection_start(token)


def _read_config(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: save it as UTF-8 text that this user may read.") from error
    if len(text) > LARGEST:
        raise ConfigError(f"{path} is too large: it holds a line for each of a few settings.")
    try:
        loaded = yaml.load(text, Loader=_Lines)  # noqa: S506 - `_Lines` is a BaseLoader: it builds nothing but text
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise ConfigError(f"{where}: this is not valid YAML.") from error
    if not loaded:
        return {}
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path} must hold lines such as `language: fr`.")
    names = [name for name in VARIABLES if name not in SECRETS]
    for name, value in loaded.items():
        if name in SECRETS:
            raise ConfigError(f"{path}: the {name} is a secret; put {VARIABLES[name]} in .env or in the environment.")
        if name not in names:
            raise ConfigError(f"{path}: unknown key `{name}`; the keys are {', '.join(names)}.")
        if not isinstance(value, str):
            raise ConfigError(f"{path}: `{name}` must be a single value.")
    return {name: value.strip() for name, value in loaded.items() if value.strip()}


def _convert(name: str, value: str) -> object:
    convert = _CONVERTERS.get(name)
    return convert(VARIABLES[name], value) if convert else value


def _read_token(variable: str, value: str) -> str:
    if not re.fullmatch(r"[!-~]+", value):  # anything else cannot even be sent
        raise ConfigError(f"{variable} is no token: copy it again from the Developer Portal, page Bot.")
    return value


def _read_switch(variable: str, value: str) -> bool:
    if value.lower() not in YES | NO:
        raise ConfigError(f"{variable} must be true or false, not {value!r}.")
    return value.lower() in YES


def _read_choice(variable: str, value: str, choices: Sequence[str]) -> str:
    chosen = next((choice for choice in choices if choice.casefold() == value.casefold()), None)
    if chosen is None:
        raise ConfigError(f"{variable} must be one of {', '.join(choices)}, not {value!r}.")
    return chosen


def _read_count(variable: str, value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,4}", value):
        raise ConfigError(f"{variable} must be a number from 1 on, not {value!r}.")
    return int(value)


def _read_shards(variable: str, value: str) -> tuple[int, ...]:
    """Read numbers and ranges of numbers: `0-3` or `0,2`."""
    found: list[int] = []
    for part in value.replace(",", " ").split():
        first, _, last = part.partition("-")
        if not re.fullmatch(r"\d{1,5}(?:-\d{1,5})?", part) or int(last or first) < int(first):
            raise ConfigError(f"{variable} must be numbers of shards, such as 0,1 or 0-3, not {value!r}.")
        found += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(found))


def _read_ids(variable: str, value: str) -> tuple[int, ...]:
    ids = value.replace(",", " ").split()
    wrong = next((entry for entry in ids if not re.fullmatch(r"[0-9]{17,20}", entry)), None)
    if wrong is not None:
        raise ConfigError(
            f"{variable} must be the ids of users, with a comma between them, not {wrong!r}: turn on developer mode in "
            "Discord, right-click a user and copy the user ID."
        )
    return tuple(dict.fromkeys(map(int, ids)))


def _expand_home(variable: str, value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError as error:
        raise ConfigError(f"{variable} names the home of a user who has none: {value!r}.") from error


def _check_url(variable: str, value: str, schemes: tuple[str, ...]) -> str:
    starts = " or ".join(f"{scheme}://" for scheme in schemes)
    if "@" in value:  # nothing of it is shown: where a password ends is anybody's guess
        raise ConfigError(f"{variable} must hold no user name and no password: write {starts} and the host.")
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and bool(parts.hostname)
    except ValueError:
        usable = False
    try:
        sound_port = not usable or parts.port != 0
    except ValueError:
        sound_port = False
    if not sound_port:
        raise ConfigError(f"The port in {variable} must be a number from 1 to 65535.")
    if not usable:
        raise ConfigError(f"{variable} must be an address that starts with {starts}, not {value!r}.")
    return value.rstrip("/")


def _check_address(variable: str, value: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{value}")
        usable = (parts.hostname, parts.port) if parts.netloc == value and "@" not in value else (None, None)
    except ValueError:  # no port that there is
        usable = (None, None)
    host, port = usable
    if not host or port is None:
        raise ConfigError(f"{variable} must be a host and a port such as 127.0.0.1:9464, not {value!r}.")
    return host, port


def _anchor_folder(value: str, home: Path) -> str:
    """Make the path of a folder independent of the current directory, and leave what is a name."""
    path = home / _expand_home(VARIABLES["reranker"], value)
    is_path = bool(value) and (value.startswith((".", "~")) or path.is_dir())
    return str(path.absolute()) if is_path else value


def _anchor(url: str, home: Path) -> str:
    """Make the path of a SQLite file independent of the current directory."""
    scheme, separator, path = url.partition(":///")
    if not separator or not scheme.startswith("sqlite") or path.startswith(("/", ":memory:", "file:")) or not path:
        return url
    return f"{scheme}:///{home / path}"


_CONVERTERS: dict[str, Callable[[str, str], object]] = {
    "token": _read_token,
    "operators": _read_ids,
    "message_content": _read_switch,
    "watch": _read_switch,
    "log_level": partial(_read_choice, choices=LOG_LEVELS),
    "meaning": partial(_read_choice, choices=tuple(Meaning)),
    "http": _check_address,
    "api_url": partial(_check_url, schemes=("http", "https")),
    "gateway_url": partial(_check_url, schemes=("ws", "wss")),
    "seeds": _expand_home,
    "language": lambda _, value: value.lower(),
    "shard_ids": _read_shards,
    "shard_count": _read_count,
}
