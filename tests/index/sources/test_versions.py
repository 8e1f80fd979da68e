"""A source is found again as long as it says the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from index import VERSION_BYTES, Source, Versions

TEXT = "The outage\n\nIt began at noon. Trains stopped."


def test_a_source_is_found_by_its_version_until_its_text_changes() -> None:
    source = Source("outage", Path("outage.txt"), "The outage", TEXT, "en")
    other = replace(source, id="other")
    versions = Versions((source, other))
    assert len(versions.of(source)) == VERSION_BYTES
    assert versions.find(versions.of(source)) is source
    assert versions.find(versions.of(other)) is other
    renamed, changed = replace(source, title="Another"), replace(source, text=TEXT + "!")
    assert Versions((renamed,)).find(versions.of(source)) is renamed
    assert Versions((changed,)).find(versions.of(source)) is None
