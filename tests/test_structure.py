"""The shape of the project: who may import whom, and what every language and command must have."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import fields
from graphlib import TopologicalSorter
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot.config import Settings
from bot.i18n import BASE, Catalogue
from bot.library import Shelf
from bot.run import build_bot
from bot.store import GuildSettings
from bot.tree import CommandWords, IncidentTree
from index import storage

ROOT = Path(__file__).resolve().parents[1]

# From the bottom up: a module imports from lower layers only.
BOT = [
    ["config", "explanation", "i18n", "loading", "markdown", "refusal", "tables"],
    ["questions", "replies", "responding", "threads"],
    ["checks"],
    ["library", "store"],
    ["card", "policy"],
    ["render", "desk"],
    ["errors", "terminal"],
    ["views"],
    ["cogs"],
    ["tree"],
    ["client"],
    ["run"],
    ["tryout"],
    ["command_line"],
    ["__main__"],
]


def imports(path: Path, package: str) -> set[str]:
    """Return the modules of a package that a file imports when it runs, not only for its types."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != package else [f"{package}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith(f"{package}.")}
    return found


def top_imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {module.split(".")[0] for module in modules}


def test_a_saved_index_depends_on_all_that_it_is_made_with() -> None:
    graph = {path.stem: imports(path, "index") for path in (ROOT / "index").glob("*.py")}
    made_with, found = set(), {"tables", "sources", "storage"}
    while found:
        made_with |= found
        found = set().union(*(graph[name] for name in found)) - made_with
    assert set(storage.MODULES) == made_with


@pytest.mark.parametrize("path", sorted((ROOT / "index").rglob("*.py")), ids=lambda p: p.name)
def test_the_index_knows_nothing_of_discord(path: Path) -> None:
    assert {"bot", "discord"}.isdisjoint(top_imports(path))


def test_the_index_imports_one_way() -> None:
    graph = {path.stem: imports(path, "index") for path in (ROOT / "index").glob("*.py") if path.stem != "__init__"}
    assert [*TopologicalSorter(graph).static_order()]  # raises CycleError where it is not so
    assert [name for name, uses in graph.items() if "corpus" in uses] == []


@pytest.mark.parametrize(
    "path",
    sorted(p for p in (ROOT / "bot").rglob("*.py") if "sandbox" not in p.parts and p.name != "__init__.py"),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_the_bot_imports_from_lower_layers_only(path: Path) -> None:
    layers = {name: level for level, names in enumerate(BOT) for name in names}
    own = path.relative_to(ROOT / "bot").parts[0].removesuffix(".py")
    higher = {
        name for name in imports(path, "bot") if name not in {own, "sandbox"} and layers.get(name, 99) >= layers[own]
    }
    assert higher == set()
    assert own == "tryout" or "sandbox" not in imports(path, "bot")


def test_the_sandbox_stands_alone() -> None:
    for path in (ROOT / "bot" / "sandbox").rglob("*.py"):
        assert imports(path, "bot") <= {"sandbox"}, path
        assert "index" not in top_imports(path), path


SANDBOX = "errors endpoint < state < payloads rules < acts < gateway rest < page < server < running"


def imports_of(modules: dict[str, Path]) -> dict[str, set[str]]:
    """Return which of the modules each of them imports, for its types too."""

    def found(path: Path) -> set[str]:
        statements = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
        names = [(node.module or "", f"{node.module}.{alias.name}") for node in statements for alias in node.names]
        return {name if name in modules else module for module, name in names} & modules.keys()

    return {name: found(path) for name, path in modules.items()}


def test_the_sandbox_imports_downwards_and_in_no_circle() -> None:
    folder = ROOT / "bot" / "sandbox"
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in folder.rglob("*.py")
        if path.parent != folder or path.name != "__init__.py"
    }
    graph = imports_of(modules)
    assert [*TopologicalSorter(graph).static_order()]  # raises CycleError where it is not so
    levels = {name: level for level, floor in enumerate(SANDBOX.split(" < ")) for name in floor.split()}
    floors = {name: name.split(".")[2] for name in modules}
    assert [
        f"{name} -> {used}"
        for name, uses in graph.items()
        for used in uses
        if floors[used] != floors[name] and levels[floors[used]] >= levels[floors[name]]
    ] == []


def test_the_sandbox_stays_small_in_every_part() -> None:
    files = list((ROOT / "bot" / "sandbox").rglob("*.py"))
    assert {name: count for name, count in Counter(path.parent.name for path in files).items() if count > 10} == {}
    assert [path.name for path in files if len(path.read_text("utf-8").splitlines()) > 300] == []


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
    del german["commands.ask.name"], german["buttons.before"]
    assert shortcomings("de", Catalogue({BASE: base, "de": german})) == [
        "buttons.before: lacking",
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
    settings = Settings(seeds=ROOT / "seeds", database_url=f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    async with build_bot(settings, Shelf.load(settings.seeds)) as bot:
        tree = bot.tree
        assert isinstance(tree, IncidentTree)
        await bot.load_cogs()
        await tree.set_translator(CommandWords(bot.desk.catalogue))
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
