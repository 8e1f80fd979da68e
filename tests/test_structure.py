"""The shape of the project: a folder is a floor, and floors import downwards."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import index
from index.segment.saved import cache

ROOT = Path(__file__).resolve().parents[1]

# From the bottom up. What stands on a floor together knows nothing of its neighbours.
INDEX = "text <- sources <- segment <- search <- answers <- corpus <- changes golden news"
BOT = (
    "config gateway i18n storage telemetry <- service <- messages <- interactions <- cogs health peers <- client <- run"
    " <- demo <- cli <- __main__"
)
SANDBOX = "errors endpoint objects <- state <- payloads rules <- acts <- gateway rest <- page <- server <- running"

MOST_FILES, MOST_LINES = 10, 300

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("index", "bot")
    for path in sorted((ROOT / package).rglob("*.py"))
}
IN_SANDBOX = {name for name in MODULES if name.startswith("bot.sandbox")}


def imports(path: Path, *, running: bool = False) -> set[str]:
    """Return what a file imports, as dotted names; with `running`, not what it imports for types alone."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if running and id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def modules_used(name: str, *, running: bool = False) -> set[str]:
    """Return which of the project's modules one of them imports."""
    used = imports(MODULES[name], running=running)
    return {full if full in MODULES else full.rpartition(".")[0] for full in used} & MODULES.keys() - {name}


def floor(module: str, package: str) -> str:
    """Return what a module stands in, right below its package: a folder, or nothing but itself."""
    return module.removeprefix(f"{package}.").partition(".")[0]


@pytest.mark.parametrize(("package", "order"), [("index", INDEX), ("bot", BOT), ("bot.sandbox", SANDBOX)])
def test_floors_import_downwards(package: str, order: str) -> None:
    level = {name: number for number, names in enumerate(order.split(" <- ")) for name in names.split()}
    inside = {name for name in MODULES if name.startswith(f"{package}.")}
    inside -= IN_SANDBOX if package == "bot" else set()
    assert {floor(name, package) for name in inside} == level.keys()
    upwards = [
        f"{name} -> {used}"
        for name in inside
        for used in modules_used(name) & inside
        for own, other in [(floor(name, package), floor(used, package))]
        if other != own and level[other] >= level[own]
    ]
    assert upwards == []


def test_no_circle_even_of_types() -> None:
    graph = {name: modules_used(name) for name in MODULES}
    assert [*TopologicalSorter(graph).static_order()]  # raises CycleError where it is not so


def test_the_index_knows_nothing_of_discord() -> None:
    for name, path in MODULES.items():
        if name.startswith("index"):
            assert {"bot", "discord"}.isdisjoint(full.split(".")[0] for full in imports(path)), name


def test_the_bot_knows_the_public_names_of_the_index_only() -> None:
    for name, path in MODULES.items():
        if name.startswith("bot"):
            used = {full.removeprefix("index.") for full in imports(path) if full.startswith("index.")}
            assert used <= set(index.__all__), name


def test_the_sandbox_stands_alone_and_only_the_demo_opens_it() -> None:
    for name in MODULES:
        used = modules_used(name)
        if name in IN_SANDBOX:
            assert used <= IN_SANDBOX, name
        else:
            assert name == "bot.demo" or used.isdisjoint(IN_SANDBOX), name


def test_a_saved_index_depends_on_all_that_it_is_made_with() -> None:
    made_with, found = set[str](), {"index.segment.saved.cache", "index.sources.folder", "index.search.fields"}
    while found:
        made_with |= found
        found = set().union(*(modules_used(name, running=True) for name in found)) - made_with
    folders = {MODULES[name].parent.relative_to(ROOT / "index").as_posix() for name in made_with}
    assert {f for f in folders if not f.startswith(tuple(f"{kept}/" for kept in cache.FOLDERS))} == set(cache.FOLDERS)


def test_no_folder_and_no_file_is_too_big_to_see_at_once() -> None:
    folders: dict[Path, int] = {}
    for name, path in MODULES.items():
        assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES, name
        folders[path.parent] = folders.get(path.parent, 0) + (path.name != "__init__.py")
    assert {folder for folder, count in folders.items() if count > MOST_FILES} == set()
