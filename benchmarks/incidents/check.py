"""Hold the question set to its format: what a reader is trained on has to be right."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.incidents import Kind
from index.text.sentences import split_sentences
from index.text.stopwords import CHAT_WORDS, is_stop_word
from index.text.tokens import LANGUAGES, fold, fold_words, stem, written_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.incidents import Article, Question
    from index import Span

ARTICLE_WORDS = (200, 700)
QUESTIONS = 60  # an article at least, of each kind at least:
OF_KIND = {
    Kind.CLOSE: 8,
    Kind.PARAPHRASE: 12,
    Kind.CROSS: 8,
    Kind.CASUAL: 8,
    Kind.YESNO: 5,
    Kind.FOLLOWUP: 4,
    Kind.NEAR: 5,
    Kind.OTHER: 3,
    Kind.FOREIGN: 2,
}
IN_EITHER = frozenset({Kind.EVERYDAY, Kind.FOLLOWUP})  # the language of the article or the other one
SHARED = 1 / 3  # of a paraphrase's content words, in its sentence, at most


def problems(articles: Iterable[Article]) -> list[str]:
    """Return what is wrong with the set, a sentence each, with the id of the question or the name of the article."""
    articles = list(articles)
    questions = [question for article in articles for question in article.questions]
    return [
        *(f"{name}: the id of several questions" for name in _repeated(question.id for question in questions)),
        *(problem for article in articles for problem in _of_article(article)),
    ]


def shared_words(question: Question, language: str) -> float:
    """Return the share of a question's content words that stand in its sentence, without names: both need them."""
    words = _content_words(question.text, language, names=False)
    return len(words & _content_words(question.sentence or "", language)) / max(len(words), 1)


def _content_words(text: str, language: str, *, names: bool = True) -> set[str]:
    written = [word for i, word in enumerate(written_words(text)) if names or i == 0 or not word[0].isupper()]
    folded = map(fold, written)
    return {stem(word, language) for word in folded if not is_stop_word(word, language) and word not in CHAT_WORDS}


def _repeated(items: Iterable[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


def _of_article(article: Article) -> Iterator[str]:
    least, most = ARTICLE_WORDS
    if article.language not in LANGUAGES:
        yield f"{article.name}: its name does not begin with a language"
    if not least <= (words := len(article.text.split())) <= most:
        yield f"{article.name}: {words} words, not {least} to {most}"
    if len(article.questions) < QUESTIONS:
        yield f"{article.name}: {len(article.questions)} questions, fewer than {QUESTIONS}"
    kinds = Counter(question.kind for question in article.questions)
    for kind, count in OF_KIND.items():
        if kinds[kind] < count:
            yield f"{article.name}: {kinds[kind]} {kind} questions, fewer than {count}"
    asked = (" ".join(fold_words(f"{question.after or ''} {question.text}")) for question in article.questions)
    yield from (f"{article.name}: asked twice: {text}" for text in _repeated(asked))
    lines = (line.span() for line in re.finditer(r".+", article.text))
    sentences = [span for line in lines for span in split_sentences(article.text, *line)]
    for question in article.questions:
        of_kind = _of_answered(question, article, sentences) if question.kind.answered else _of_unanswered(question)
        yield from (f"{question.id}: {problem}" for problem in [*_of_question(question, article), *of_kind])


def _of_question(question: Question, article: Article) -> Iterator[str]:
    if not question.id.startswith(f"{article.name}-"):
        yield "the id does not begin with the article's name"
    if question.language not in LANGUAGES:
        yield f"no such language: {question.language}"
    if bool(question.after) is not (question.kind is Kind.FOLLOWUP):
        yield "a follow-up has the question that it follows (after), no other question has"


def _of_unanswered(question: Question) -> Iterator[str]:
    if question.sentence or question.answers or question.also:
        yield "what the article does not answer has neither sentence nor answers"


def _of_answered(question: Question, article: Article, sentences: list[Span]) -> Iterator[str]:
    in_own = question.language == article.language
    if in_own is (question.kind is Kind.CROSS) and (in_own or question.kind not in IN_EITHER):
        yield f"a {question.kind} question in {question.language}"
    if not question.sentence or not question.answers:
        yield "it lacks its sentence or answers"
        return
    for quote in (question.sentence, *question.also):
        if (count := article.text.count(quote)) != 1:
            yield f"{count} times in the article, not once: {quote}"
        elif not _is_whole(article.text.index(quote), len(quote), sentences):
            yield f"not a whole sentence: {quote}"
    yield from (f"not in the sentence: {answer}" for answer in question.answers if answer not in question.sentence)
    if question.kind is Kind.PARAPHRASE and (share := shared_words(question, article.language)) > SHARED:
        yield f"{share:.0%} of its content words stand in the sentence: {question.text}"


def _is_whole(start: int, length: int, sentences: list[Span]) -> bool:
    """Tell whether a span is a sentence, or the first or last of several that the bot takes for one."""
    end = start + length
    return any(a <= start and end <= b and (a == start or b == end) for a, b in sentences)
