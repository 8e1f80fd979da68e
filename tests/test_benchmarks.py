"""The benchmarks run; how fast the bot is on which machine is for them to tell."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import product
from benchmarks.corpora import load_material, write_corpus
from benchmarks.desk.summaries import measure as summaries
from benchmarks.incidents import FOLDER, HELD_OUT, Article, Kind, Question, load, read_question
from benchmarks.incidents.check import OF_KIND, problems
from benchmarks.interactions import measure
from index import Length


async def test_the_bot_is_measured_over_its_sockets() -> None:
    figures = await asyncio.to_thread(measure, rate=20, seconds=0.5)
    assert figures.asked == 10
    assert 0 < figures.p50 <= figures.p99 <= figures.slowest
    assert figures.questions_per_second > 0


def test_the_index_is_measured_on_invented_sentences_where_there_are_no_others(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    write_corpus(tmp_path / "seeds", load_material(nowhere), 250)
    assert len(list((tmp_path / "seeds").iterdir())) == 3
    loaded = product.measure("load", tmp_path / "seeds", tmp_path / "cache", nowhere)
    assert 0 < loaded["load s"] <= loaded["first answer s"]
    reloaded = product.measure("reload", tmp_path / "seeds", tmp_path / "cache", nowhere)
    assert reloaded["reload s"] > 0


# ---------------------------------------------------------------- summaries


def test_every_reference_of_a_summary_stands_in_one_sentence_of_its_article() -> None:
    assert [*summaries.problems()] == []
    assert {name: len(articles) for name, articles in summaries.load().items()} == {
        "choosing": 7, "unseen": 6, "late": 4
    }  # fmt: skip
    facts = [len(article.facts) for articles in summaries.load().values() for article in articles]
    assert 5 <= min(facts) <= max(facts) <= 8


@pytest.mark.parametrize("name", ["choosing", "unseen", "late"])
def test_no_other_way_of_summing_up_tells_more_facts(name: str) -> None:
    told = {
        title: sum(summaries.measure(name, method, length).coverage for length in Length)
        for title, method in summaries.ALL.items()
    }
    assert max(told, key=told.__getitem__) == summaries.SHIPPED
    assert all(summaries.measure(name, summaries.ALL[summaries.SHIPPED], length).redundancy < 0.1 for length in Length)


# ---------------------------------------------------------------- the question set of incidents


@pytest.fixture(scope="module")
def articles() -> tuple[Article, ...]:
    return load()


def first(article: Article, kind: Kind) -> Question:
    return next(question for question in article.questions if question.kind is kind)


def changed(article: Article, kind: Kind, **changes: Any) -> Article:
    """Return the article with its first question of a kind changed."""
    old = first(article, kind)
    return replace(article, questions=tuple(replace(q, **changes) if q is old else q for q in article.questions))


def test_the_incident_questions_are_sound(articles: tuple[Article, ...]) -> None:
    assert problems(articles) == []


def test_the_articles_kept_for_measuring_are_there_in_both_languages(articles: tuple[Article, ...]) -> None:
    kept = {article.name: article.language for article in articles if article.held_out}
    assert kept.keys() == HELD_OUT
    assert set(kept.values()) == {"fr", "en"}


def test_every_article_is_named_where_it_is_said_what_is_made_up(articles: tuple[Article, ...]) -> None:
    table = "".join(line for line in (FOLDER / "README.md").read_text("utf-8").splitlines() if line.startswith("| "))
    told = re.findall(r"[\w-]+", table)
    assert [article.name for article in articles if told.count(article.name.partition("-")[2]) != 1] == []


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        (Kind.CLOSE, {"sentence": "Nobody wrote this.", "answers": ("Nobody",)}, "0 times in the article"),
        (Kind.CLOSE, {"also": ("Nobody wrote this.",)}, "0 times in the article"),
        (Kind.CLOSE, {"answers": ("Nobody wrote this.",)}, "not in the sentence"),
        (Kind.CLOSE, {"answers": ()}, "lacks its sentence or answers"),
        (Kind.CLOSE, {"id": "elsewhere-01"}, "does not begin with the article's name"),
        (Kind.CROSS, {"language": "en"}, "a cross question in en"),
        (Kind.YESNO, {"language": "fr"}, "a yesno question in fr"),
        (Kind.FOLLOWUP, {"after": None}, "a follow-up has"),
        (Kind.NEAR, {"answers": ("a",)}, "neither sentence nor answers"),
    ],
)
def test_a_wrong_incident_question_is_told(
    articles: tuple[Article, ...], kind: Kind, changes: dict[str, Any], told: str
) -> None:
    (found,) = problems([changed(articles[0], kind, **changes)])
    assert told in found


def test_a_paraphrase_that_repeats_its_sentence_is_told(articles: tuple[Article, ...]) -> None:
    sentence = first(articles[0], Kind.PARAPHRASE).sentence
    (found,) = problems([changed(articles[0], Kind.PARAPHRASE, text=f"Is it so that {sentence}")])
    assert "100% of its content words stand in the sentence" in found


def test_half_a_sentence_is_told(articles: tuple[Article, ...]) -> None:
    sentence = first(articles[0], Kind.CLOSE).sentence
    assert sentence
    (found,) = problems([changed(articles[0], Kind.CLOSE, sentence=sentence[1:-1], answers=(sentence[2:9],))])
    assert "not a whole sentence" in found


def test_an_article_with_too_few_questions_or_too_many_words_is_told(articles: tuple[Article, ...]) -> None:
    article = articles[0]
    few = replace(article, text="Nothing.", questions=())
    words, questions, *kinds = problems([few])
    assert "1 words, not 200 to 700" in words
    assert "0 questions, fewer than 60" in questions
    assert len(kinds) == len(OF_KIND)
    twice = replace(article, questions=(*article.questions, article.questions[0]))
    assert [problem.partition(": ")[2][:11] for problem in problems([twice])] == ["the id of s", "asked twice"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "riddle"}, "riddle"),
        ({"q": 3}, "another type: q"),
        ({"answer": "x"}, "another type: answer"),
        ({"sentence": ["x"]}, "another type: sentence"),
    ],
)
def test_a_line_that_is_no_question_is_refused_with_its_reason(change: dict[str, Any], told: str) -> None:
    line = {"id": "en-x-01", "lang": "en", "kind": "near", "q": "Why?", "answers": []}
    assert read_question(json.dumps(line)).kind is Kind.NEAR
    with pytest.raises(ValueError, match=told):
        read_question(json.dumps(line | change))


def test_a_broken_question_file_is_named_with_the_line(tmp_path: Path) -> None:
    for folder in ("articles", "questions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "articles" / "en-x.txt").write_text("A title\n", "utf-8")
    with pytest.raises(FileNotFoundError, match="en-x"):
        load(tmp_path)
    (tmp_path / "questions" / "en-x.jsonl").write_text("[]\n", "utf-8")
    with pytest.raises(ValueError, match=r"en-x\.jsonl:1: .*answers"):
        load(tmp_path)
