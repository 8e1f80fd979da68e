"""What every language has, and every command and setting."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot.config import Config
from bot.i18n import BASE, Catalogue
from bot.interactions.tree import CommandWords, IncidentTree
from bot.run import build_bot
from bot.service.snapshots import Snapshot
from bot.storage.settings import GuildSettings

ROOT = Path(__file__).resolve().parents[1]

# ---------------------------------------------------------------- languages

CATALOGUE = Catalogue.load()
OTHERS = [language for language in CATALOGUE.languages if language != BASE]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def shortcomings(language: str, catalogue: Catalogue) -> list[str]:
    """Say what a language lacks, has too much, or fills in differently than the base language."""
    base, other = catalogue.words(BASE).texts, catalogue.words(language).texts
    return [
        *(f"{key}: lacking" for key in sorted(base.keys() - other.keys())),
        *(f"{key}: used by nothing" for key in sorted(other.keys() - base.keys())),
        *(
            f"{key}: other placeholders"
            for key in sorted(base.keys() & other.keys())
            if not key.startswith("reading.") and placeholders(base[key]) != placeholders(other[key])
        ),
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_texts_and_placeholders(language: str) -> None:
    assert shortcomings(language, CATALOGUE) == []


def test_what_a_third_language_lacks_is_told() -> None:
    base = dict(CATALOGUE.words(BASE).texts)
    german = base | {"answer.about": "Sie handeln von: {titel}", "answer.extra": "Mehr"}
    del german["commands.ask.name"], german["buttons.context"]
    assert shortcomings("de", Catalogue({BASE: base, "de": german})) == [
        "buttons.context: lacking",
        "commands.ask.name: lacking",
        "answer.extra: used by nothing",
        "answer.about: other placeholders",
    ]


@pytest.mark.parametrize("language", CATALOGUE.languages)
def test_every_pattern_can_be_used(language: str) -> None:
    for key, text in CATALOGUE.words(language).texts.items():
        if key.startswith("reading."):
            re.compile(text)


def test_every_text_is_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    said_by_name = ("commands.", "months.", "languages.", "age.", "errors.", "settings.names.", "gaps.columns.")
    unused = [
        key
        for key in CATALOGUE.words(BASE).texts
        if not key.startswith(said_by_name)
        and not re.search(rf"""["']{re.escape(re.sub(r"[.](one|other)$", "", key))}["']""", code)
    ]
    special = {"settings.none", "settings.everywhere"}  # chosen by name
    assert [key for key in unused if key not in special] == []
    errors = [key.removeprefix("errors.") for key in CATALOGUE.words(BASE).texts if key.startswith("errors.")]
    assert [key for key in errors if f'"{key}"' not in code and f'"errors.{key}"' not in code] == []


# ---------------------------------------------------------------- commands

NAME = re.compile(r"[-_'\w]{1,32}")


@pytest.fixture
async def commands(tmp_path: Path) -> list[dict[str, Any]]:
    """Return the commands as Discord is told them."""
    config = Config(seeds=ROOT / "seeds", database_url=f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    async with build_bot(config, Snapshot.load(config.seeds)) as bot:
        tree = bot.tree
        assert isinstance(tree, IncidentTree)
        await bot.load_cogs()
        await tree.set_translator(CommandWords(bot.answering.catalogue))
        return await tree.payload()


def entries(tree: list[dict[str, Any]], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    found = []
    for entry in tree:
        found.append((f"{path}/{entry['name']}", entry))
        found += entries([*entry.get("options", []), *entry.get("choices", [])], f"{path}/{entry['name']}")
    return found


def test_every_command_and_option_is_named_and_described_in_every_language(commands: list[dict[str, Any]]) -> None:
    for path, entry in entries(commands):
        choice, menu = "value" in entry, entry.get("type") == 3 and path.count("/") == 1
        for key, limit in (("name", 100 if choice else 32), ("description", 100)):
            if (menu or choice) and key == "description":
                continue
            texts = {BASE: entry[key], **(entry.get(f"{key}_localizations") or {})}
            assert set(OTHERS) <= {locale.partition("-")[0] for locale in texts}, f"{path} has no {key} in {OTHERS}"
            for locale, text in texts.items():
                assert 1 <= len(text) <= limit, f"{path} {key} {locale}"
                assert text != "…", f"{path} {key} {locale}"
                if key == "name" and not menu and not choice:
                    assert NAME.fullmatch(text), f"{path} {locale}"
                    assert text == text.lower(), f"{path} {locale}"


def test_the_names_in_the_base_language_are_the_ones_in_the_code(commands: list[dict[str, Any]]) -> None:
    texts = CATALOGUE.words(BASE).texts
    names = {text for key, text in texts.items() if key.startswith("commands.") and key.endswith(".name")}
    assert names == {entry["name"] for _, entry in entries(commands)}


def test_no_two_commands_or_options_share_a_name_in_any_language(commands: list[dict[str, Any]]) -> None:
    def check(siblings: list[dict[str, Any]]) -> None:
        for language in (None, *OTHERS):
            names = [(s.get("name_localizations") or {}).get(language, s["name"]) for s in siblings]
            assert len(names) == len(set(names))
        for sibling in siblings:
            check(sibling.get("options", []))

    check(commands)


async def test_every_setting_of_a_server_has_its_command_and_is_documented(commands: list[dict[str, Any]]) -> None:
    (settings,) = (command for command in commands if command["name"] == "settings")
    subcommands = {option["name"] for option in settings["options"]}
    assert subcommands == {field.name.removesuffix("_role") for field in fields(GuildSettings)} | {"show"}
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in subcommands if f"`{name}`" not in readme and f"/settings {name}" not in readme] == []


async def test_every_command_is_documented(commands: list[dict[str, Any]]) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = [command["name"] if command.get("type") == 3 else f"/{command['name']}" for command in commands]
    assert [name for name in shown if name not in readme] == []
