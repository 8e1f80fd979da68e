"""What is published: a wheel and a source distribution that hold all that the bot needs, and run."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.bot.process import SECONDS, environment

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
VERSION = PROJECT["version"]
QUESTION = "How many customers lost service?"


def build(source: Path, target: Path, kind: str) -> Path:
    """Build a distribution with the backend that pyproject.toml names."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    (made,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


def code_and_data(root: Path) -> set[str]:
    files = (path for package in ("bot", "index") for path in (root / package).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix() for path in files if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; return the command.

    What it depends on is borrowed from the environment of the tests, which is what the lock installed.
    """
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True, timeout=SECONDS)  # noqa: S603
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(home / "bin" / "python")]
    command = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    (own,) = home.glob("lib/python*/site-packages")
    (own / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n", "utf-8")
    return home / "bin" / "incident-bot"


def run(command: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    variables = environment()
    del variables["PYTHONPATH"]  # which would find the checkout
    return subprocess.run(  # noqa: S603 - what was just built
        [command, *arguments], cwd=cwd, env=variables, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def test_the_wheel_holds_the_code_and_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == code_and_data(ROOT)
    assert {"bot/locales/fr.yaml", "bot/sandbox/page/static/index.html", "index/data/reader/encoder.onnx"} <= names


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build(ROOT, tmp_path, "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert not (unpacked / "seeds").exists(), "the articles belong to their publishers"
    rebuilt = build(unpacked, tmp_path / "rebuilt", "wheel")
    with zipfile.ZipFile(rebuilt) as ours, zipfile.ZipFile(wheel) as theirs:
        assert {i.filename: i.CRC for i in ours.infolist()} == {i.filename: i.CRC for i in theirs.infolist()}


def test_an_installed_bot_answers_from_a_folder_of_sources(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "ask", "--seeds", str(ROOT / "seeds-en"), QUESTION, cwd=tmp_path)
    # A slow machine tells how far it is.
    told = [line for line in done.stderr.splitlines() if "Indexing the sources" not in line]
    assert (done.returncode, told) == (0, [])
    assert "More than 12 million customers" in done.stdout


def test_an_installed_bot_finds_seeds_where_it_is_started(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds-en")
    assert "No problems." in run(installed, "check", cwd=tmp_path).stdout


def test_an_installed_bot_without_sources_says_what_it_needs(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "ask", QUESTION, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{tmp_path / 'seeds'}: there is no such folder: make it and add at least one")
    assert "Traceback" not in done.stderr


def test_an_installed_bot_knows_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "--version", cwd=tmp_path).stdout == f"incident-bot {VERSION}\n"


def test_the_change_log_tells_what_this_version_brings() -> None:
    sections = re.split(r"(?m)^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    (section,) = (text for text in sections if text.startswith(f"{VERSION}\n"))
    assert section.count("\n- ") > 1
