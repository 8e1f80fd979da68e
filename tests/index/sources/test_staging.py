"""A folder of sources changes whole or not at all, whatever fails meanwhile."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import LARGEST_ARTICLE, Staging, StagingError, Unfit, check_article

NOBODY = 65534


@pytest.fixture
def seeds() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())  # one that everybody may enter
    folder.chmod(0o755)
    (folder / "cat.txt").write_text("The cat sleeps.\n", "utf-8")
    (folder / "cat.yaml").write_text("title: The cat\n", "utf-8")
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("name", "unfit"),
    [
        ("../cat.txt", Unfit.NAME),
        ("/etc/cat.txt", Unfit.NAME),
        ("a\\cat.txt", Unfit.NAME),
        ("C:cat.txt", Unfit.NAME),
        (".cat.txt", Unfit.NAME),
        ("~cat.txt", Unfit.NAME),
        ("-cat.txt", Unfit.NAME),
        (".txt", Unfit.NAME),
        ("cat .txt", Unfit.NAME),
        ("cat\n.txt", Unfit.NAME),
        ("cat\u202e.txt", Unfit.NAME),
        ("cat\x00.txt", Unfit.NAME),
        ("Checks.txt", Unfit.NAME),
        (f"{'c' * 121}.txt", Unfit.NAME),
        ("cat", Unfit.FORMAT),
        ("cat.yaml", Unfit.FORMAT),
        ("cat.txt.exe", Unfit.FORMAT),
        ("cat.txt/", Unfit.FORMAT),
    ],
)
def test_a_name_that_is_a_path_hidden_or_of_no_article_is_refused(name: str, unfit: Unfit) -> None:
    with pytest.raises(StagingError) as refused:
        check_article(name, 1)
    assert refused.value.unfit is unfit


@pytest.mark.parametrize("name", ["cat.txt", "Rapport d’enquête (2024).PDF", "e\u0301te\u0301.md", "a.b-c_d+e&f.html"])
def test_a_name_in_any_language_is_taken(name: str) -> None:
    assert len(check_article(name, LARGEST_ARTICLE)) <= len(name)


def test_nothing_is_in_the_folder_before_it_is_committed(seeds: Path) -> None:
    before = contents(seeds)
    with Staging.of(seeds) as staging:
        staging.add("dog.txt", b"The dog barks.\n", b"title: The dog\n")
        staging.remove("cat.txt")
        assert contents(staging.folder) == {"dog.txt": b"The dog barks.\n", "dog.yaml": b"title: The dog\n"}
        assert contents(seeds) == before
        staging.commit()
    assert contents(seeds) == {"dog.txt": b"The dog barks.\n", "dog.yaml": b"title: The dog\n"}
    assert contents(seeds / ".removed") == before
    assert sorted(path.name for path in seeds.iterdir()) == [".removed", "dog.txt", "dog.yaml"]


def test_what_was_committed_is_undone(seeds: Path) -> None:
    before = contents(seeds)
    with Staging.of(seeds) as staging:
        staging.add("cat.md", b"# Another cat\n", replace=True)
        staging.add("dog.txt", b"The dog barks.\n")
        staging.commit()
        assert contents(seeds).keys() == {"cat.md", "cat.yaml", "dog.txt"}
        staging.undo()
    assert contents(seeds) == before


def test_a_commit_that_fails_half_way_changes_nothing(seeds: Path) -> None:
    before = contents(seeds)
    with Staging.of(seeds) as staging:
        staging.add("bird.txt", b"The bird sings.\n")
        staging.add("dog.txt", b"The dog barks.\n")
        (staging.folder / "dog.txt").unlink()  # as nobody does
        with pytest.raises(StagingError) as refused:
            staging.commit()
    assert refused.value.unfit is Unfit.WRITING
    assert contents(seeds) == before


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond a page, as root, too."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_the_folder_as_it_was(seeds: Path) -> None:
    before = contents(seeds)
    with Staging.of(seeds) as staging:
        with full_disk(), pytest.raises(StagingError) as refused:
            staging.add("cat.txt", b"x" * 10_000, replace=True)
        assert (refused.value.unfit, refused.value.detail) == (Unfit.WRITING, "file too large")
    assert contents(seeds) == before
    assert sorted(path.name for path in seeds.iterdir()) == ["cat.txt", "cat.yaml"]


def test_a_folder_without_write_permission_is_said(seeds: Path) -> None:
    seeds.chmod(0o555)
    before, user = contents(seeds), os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        with pytest.raises(StagingError) as refused, Staging.of(seeds):
            pass
    finally:
        os.seteuid(user)
    assert (refused.value.unfit, refused.value.detail) == (Unfit.WRITING, "permission denied")
    assert contents(seeds) == before


def test_what_a_killed_process_left_is_cleared_later(seeds: Path) -> None:
    forgotten, fresh = seeds / ".staged-old", seeds / ".staged-new"
    forgotten.mkdir()
    fresh.mkdir()
    os.utime(forgotten, (0, 0))
    with Staging.of(seeds):
        assert not forgotten.exists()
        assert fresh.exists()
