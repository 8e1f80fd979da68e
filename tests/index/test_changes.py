"""What a new version of the sources changes: sources, passages, and what questions are answered with."""

from __future__ import annotations

from pathlib import Path

from index import Changes, Corpus, Meaning, Tally, compare

CAT = "The cat of the captain is called Moustache.\n\nIt sleeps on the keyboard.\n"
DOG = "The dog of the cook is called Rex.\n"
WHO = "What is the cat of the captain called?"
DOG_WHO = "Whose dog is Rex?"


def load(folder: Path, **articles: str) -> Corpus:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in articles.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return Corpus.load(folder, meaning=Meaning.OFF)


def test_the_same_sources_elsewhere_are_no_change(tmp_path: Path) -> None:
    before, after = load(tmp_path / "a", cat=CAT), load(tmp_path / "b", cat=CAT)
    assert compare(before, after, [WHO]) == Changes()


def test_sources_and_passages_are_counted(tmp_path: Path) -> None:
    before = load(tmp_path, cat=CAT, old="This goes.\n\nThis as well.\n")
    after = load(tmp_path, cat=CAT.replace("keyboard", "sofa") + "\nIt snores.\n", dog=DOG)
    changes = compare(before, after)
    assert [source.id for source in changes.added] == ["dog"]
    assert [source.id for source in changes.changed] == ["cat"]
    assert [source.id for source in changes.removed] == ["old"]
    assert changes.sources == Tally(added=1, changed=1, removed=1)
    assert changes.passages == Tally(added=2, changed=1, removed=2)


def test_a_sidecar_alone_changes_its_source_and_no_passage(tmp_path: Path) -> None:
    before = load(tmp_path, cat=CAT)
    (tmp_path / "cat.yaml").write_text("title: About the cat\n", "utf-8")
    changes = compare(before, Corpus.load(tmp_path, before, meaning=Meaning.OFF))
    assert changes.sources == Tally(changed=1)
    assert changes.passages == Tally()


def test_questions_that_are_answered_otherwise_come_with_both_quotes(tmp_path: Path) -> None:
    before = load(tmp_path, cat=CAT)
    after = load(tmp_path, cat=CAT.replace("Moustache", "Pompon"), dog=DOG)
    changed, new = compare(before, after, [WHO, DOG_WHO, WHO]).otherwise
    assert changed.question == WHO
    assert changed.before
    assert changed.after
    assert ("Moustache" in changed.before.text, "Pompon" in changed.after.text) == (True, True)
    assert new.question == DOG_WHO
    assert new.before is None
    assert new.after
    assert "Rex" in new.after.text


def test_what_is_answered_by_the_same_words_is_not_told(tmp_path: Path) -> None:
    before = load(tmp_path, cat=CAT)
    after = load(tmp_path, cat=f"A line above it all.\n\n{CAT}", dog=DOG)
    assert compare(before, after, [WHO]).otherwise == ()


def test_a_corpus_that_was_read_is_compared_by_words_with_one_that_was_not(tmp_path: Path) -> None:
    before = load(tmp_path, cat=CAT)
    assert compare(before, before.read(), [WHO, "Does the pet of the ship's master have a name?"]).otherwise == ()
