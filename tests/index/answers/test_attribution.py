"""Who says what: on the labelled sentences, in replies to questions, and over the sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.desk.attribution import SETS, measure
from index import Corpus, Earlier, Meaning, Source
from index.answers.attribution.asked import asked_speaker
from index.answers.attribution.passage import attribute
from index.answers.attribution.speakers import attributions
from index.answers.attribution.speech import load_speech
from tests.index.conftest import Library

LEAST_PRECISION = 0.95


@pytest.mark.parametrize("names", SETS.values(), ids=SETS)
def test_a_speaker_that_is_told_is_nearly_always_right(names: tuple[str, ...]) -> None:
    figures = measure(*names)
    # One mistake is more than a twentieth of a small set: it is held to that, the sets together to the share.
    mistakes = figures.speaker.told - figures.speaker.right
    assert mistakes <= 1 if figures.speaker.told < 1 / (1 - LEAST_PRECISION) else figures.speaker.precision >= 0.95
    assert figures.kind.precision >= LEAST_PRECISION
    assert figures.hedged.precision >= LEAST_PRECISION
    assert figures.speaker.recall >= 0.7, figures.wrong


def test_the_labelled_sentences_are_enough_in_both_languages() -> None:
    assert measure(*SETS["all"]).sentences >= 240
    assert min(measure(*SETS[language]).sentences for language in ("French", "English")) >= 75


def said(text: str, language: str = "en") -> list[str | None]:
    """Return who says each sentence of a paragraph, as the corpus splits it."""
    corpus = Corpus((Source("a", Path("a.txt"), "Title", f"Title\n\n{text}\n", language),))
    found = []
    for passage in corpus.passages:
        if passage.text != "Title":
            spans = (one.speaker for one in attributions(passage))
            found += [passage.source.text[slice(*span)] if span else None for span in spans]
    return found


def test_a_role_is_the_name_that_the_source_gives_beside_it() -> None:
    text = "The mayor, Jane Eyre, came late. The mayor said the bridge was safe. The deputy mayor said it was not."
    assert said(text) == [None, "Jane Eyre", "The deputy mayor"]
    two = "The mayor, Jane Eyre, left. The mayor, Emma Bovary, came. The mayor said the bridge was safe."
    assert said(two)[-1] == "The mayor"


def test_a_pronoun_is_the_speaker_before_where_nobody_else_can_be_meant() -> None:
    assert said("Jane Eyre said it was over. She added that all were safe.") == ["Jane Eyre"] * 2
    assert said("Jane Eyre told Emma Bovary to go. She said that all were safe.")[1] is None
    assert said("« C'est fini », a dit le maire. Elle a ajouté que tous étaient saufs.", "fr")[1] is None


def test_two_who_speak_in_one_sentence_are_told_apart_by_nobody() -> None:
    assert said("Delta said the update failed, but CrowdStrike denied it.") == [None]
    assert said("Delta denied that CrowdStrike said it would pay.") == ["Delta"]


def test_a_language_without_rules_has_no_speakers() -> None:
    assert attribute("Der Sprecher sagte nichts.", ((0, 26),), "de")[0].speaker is None


WORDS = st.sampled_from(
    "le la maire Delta a déclaré que said “ ” « » \" , . : ; ' l' un porte-parole selon according to il she , et and "
    "company , the of de l’ 12 ! ? ( ) — aurait reportedly\n a-t-il ajouté".split(" ")
)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=60), st.sampled_from(["fr", "en", "und"]))
def test_any_text_at_all_is_read_and_what_is_told_stands_in_it(text: str, language: str) -> None:
    half = len(text) // 2
    for one in attribute(text, ((0, half), (half, len(text))), language):
        assert one.speaker is None or text[slice(*one.speaker)].strip()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_noun_is_either_of_people_or_of_bodies_or_of_papers(language: str) -> None:
    speech = load_speech()[language]
    assert speech.people & speech.bodies == speech.people & speech.papers == speech.bodies & speech.papers == set()


# ---------------------------------------------------------------- questions and lists


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does Delta say about compensation?", {"delta"}),
        ("what did the coast guard say", {"coast", "guard"}),
        ("Que dit Delta de la panne ?", {"delta"}),
        ("qu'a déclaré Ed Bastian ?", {"ed", "bastian"}),
        ("Qu'est-ce que Crowdstrike a dit sur la cause ?", {"crowdstrike"}),
        ("What did the outage cost?", set()),
        ("Que s'est-il passé ?", set()),
    ],
)
def test_whom_a_question_asks_about(question: str, asked: set[str]) -> None:
    assert asked_speaker(question) == asked


ARTICLE = """The fire

A fire stopped the ferry on Monday for nine hours.

The yard said the fuel pipe had been checked in May.

A lawyer for the yard denied any mistake in the checking of the pipe.

A client of the yard said the pipe had leaked since March. The crew found the pipe broken in two places.
"""


def test_what_somebody_says_is_answered_in_their_words(library: Library) -> None:
    quotes = library(ferry=ARTICLE).answer("What does the yard say about the pipe?").quotes
    assert {quote.speaker for quote in quotes} == {"The yard", "A lawyer for the yard"}


def test_where_nobody_of_that_name_speaks_the_question_is_one_like_any_other(library: Library) -> None:
    corpus = library(ferry=ARTICLE)
    texts = [quote.text for quote in corpus.answer("What does the captain say about the pipe?").quotes]
    assert texts
    assert any("crew" in text or "client" in text for text in texts)


def test_who_speaks_is_listed_with_their_statements(article: Corpus) -> None:
    speakers = {speaker.name: [quote.text for quote in speaker.statements] for speaker in article.speakers()}
    (first, second) = speakers["un porte-parole de Crowdstrike"]
    assert first.startswith("« Nous avons exprimé nos regrets")
    assert second.endswith("pour trouver une solution. »")
    assert [text[:7] for text in speakers["Bastian"]] == ["Bastian"]
    assert article.speakers() is article.speakers()


def test_a_last_name_is_whom_it_is_of(library: Library) -> None:
    text = "Storm\n\nJane Eyre said the roof had gone.\n\nEyre denied that anybody was hurt.\n"
    (speaker,) = library(storm=text).speakers()
    assert (speaker.name, len(speaker.statements)) == ("Jane Eyre", 2)


def test_a_role_is_somebody_else_in_each_source(library: Library) -> None:
    text = "Storm\n\nThe mayor said the roof had gone.\n"
    assert [speaker.name for speaker in library(one=text, two=text).speakers()] == ["The mayor", "The mayor"]


def test_markup_is_no_part_of_a_speaker(tmp_path: Path) -> None:
    (tmp_path / "storm.md").write_text("# Storm\n\n**Jane** *Eyre* said the roof had gone.\n", "utf-8")
    (speaker,) = Corpus.load(tmp_path, meaning=Meaning.OFF).speakers()
    assert speaker.name == "Jane Eyre"


def test_who_said_it_is_told_by_the_sentence_that_names_them(article: Corpus) -> None:
    quote = next(q for speaker in article.speakers() for q in speaker.statements if "sans fondement" in q.text)
    earlier = Earlier("Que pense Crowdstrike d'une action en justice ?", ((quote.source.id, quote.start, quote.end),))
    assert "a déclaré un porte-parole" in article.answer("qui l'a dit ?", earlier=earlier).quotes[0].text


def test_a_quote_of_two_speakers_has_none(article: Corpus) -> None:
    (source,) = article.sources
    start, end = source.text.index("Delta a déclaré"), source.text.index("pour la panne.")
    assert article.speaker(source, start, end) is None
    assert article.speaker(source, source.text.index("Bastian dit"), end) == "Bastian"
