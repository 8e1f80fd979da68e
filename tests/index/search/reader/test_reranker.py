"""A re-ranker judges the best sentences beside the reader, and what is none is told in a sentence."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import Corpus, Meaning, Reranker, RerankerError
from index.search.reader.readings import AGAIN, with_second_opinion
from tests import tiny_reranker

QUESTION = "Did the firm refund the customers?"
ANSWER = "The firm refunded all buyers in May."
ECHO = "The museum did get new chairs for the customers."
TEXTS = (QUESTION, ANSWER, ECHO, "Money back.", "Its chief left in June.", "It rained.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_reranker.make(tmp_path_factory.mktemp("tiny"), TEXTS)


@pytest.fixture(scope="module")
def reranker(folder: Path) -> Reranker:
    return Reranker.load(folder)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    seeds = tmp_path_factory.mktemp("seeds")
    (seeds / "a.txt").write_text(f"The week\n\n{ANSWER}\n\n{TEXTS[-2]}\n\n{ECHO}\n", "utf-8")
    return Corpus.load(seeds, meaning=Meaning.OFF)


def test_it_reads_the_question_and_the_sentence_together(reranker: Reranker) -> None:
    scores = reranker.scores("money back", ["money", "Back: MONEY", "it rained", ""])
    assert scores.tolist() == [0.0, 10.0, -10.0, -10.0]


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "🙂" * 500, "money " * 4000])
def test_anything_can_be_judged(reranker: Reranker, text: str) -> None:
    assert np.isfinite(reranker.scores(text, [text, "money"])).all()


@pytest.mark.parametrize("meaning", [Meaning.READER, Meaning.FULL])
def test_its_opinion_changes_which_sentence_is_quoted(corpus: Corpus, reranker: Reranker, meaning: Meaning) -> None:
    assert corpus.read(meaning).answer(QUESTION).quotes[0].text == ANSWER
    assert corpus.read(meaning, reranker=reranker).answer(QUESTION).quotes[0].text == ECHO


def test_its_opinion_counts_half(corpus: Corpus, reranker: Reranker) -> None:
    alone, both = (corpus.read(reranker=given).searcher.retrieve(QUESTION).candidates for given in (None, reranker))
    assert alone.read is not None
    assert both.read is not None
    shown = [corpus.passages[p].text for p in both.passages.tolist()]
    second = reranker.scores(QUESTION, [f"The week: {text}" for text in shown])
    assert np.allclose(both.read, (alone.read + second) / 2, atol=1e-4)


def test_other_words_of_the_digest_and_words_alone_without_it(corpus: Corpus, reranker: Reranker) -> None:
    full = corpus.read()
    judged = full.read(reranker=reranker)
    assert judged.digest == f"{full.digest}-{reranker.digest}"
    assert judged.read(reranker=reranker) is judged
    assert judged.read().digest == full.digest
    assert judged.by_words.digest == corpus.digest
    assert judged.by_reader.digest == full.digest
    assert judged.by_reader.answer(QUESTION) == full.answer(QUESTION)
    assert full.by_reader is full
    assert corpus.read(Meaning.OFF, reranker=reranker) is corpus


def test_the_digest_is_of_the_files(folder: Path, reranker: Reranker, tmp_path: Path) -> None:
    assert Reranker.load(folder).digest == reranker.digest
    assert Reranker.load(tiny_reranker.make(tmp_path, TEXTS, factor=5.0)).digest != reranker.digest


def test_threads_get_the_same_answers(corpus: Corpus, reranker: Reranker) -> None:
    questions = [f"{QUESTION} {n}" for n in range(30)]
    searcher = corpus.read(reranker=reranker).searcher
    once = [searcher.retrieve(question).sentence_scores.tolist() for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert [r.sentence_scores.tolist() for r in pool.map(searcher.retrieve, questions * 2)] == once * 2


def test_only_the_best_are_judged_again_and_the_others_do_not_overtake_them(tmp_path: Path) -> None:
    words = [f"room{n}" for n in range(3 * AGAIN)]
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("\n\n".join(f"The door of {word} was locked." for word in words), "utf-8")
    severe = Reranker.load(tiny_reranker.make(tmp_path / "model", ["door"], factor=0.0, offset=-20.0))
    corpus = Corpus.load(seeds, meaning=Meaning.OFF)
    alone, both = (
        corpus.read(reranker=given).searcher.retrieve("Which doors were locked?").candidates.read
        for given in (None, severe)
    )
    assert alone is not None
    assert both is not None
    best = np.argsort(-alone, kind="stable")[:AGAIN]
    assert len(alone) > AGAIN
    assert np.allclose(both[best], alone[best] / 2 - 10, atol=1e-4)
    assert int(np.argmax(both)) in best
    others = np.delete(alone - both, best)
    assert np.allclose(others, others[0], atol=1e-4)
    assert others[0] > 1


def test_what_is_no_number_changes_nothing() -> None:
    logits, best = np.array([1, 3, 2], np.float32), np.array([1, 2])
    assert with_second_opinion(logits, best, np.array([np.nan, np.inf], np.float32)).tolist() == [1, 3, 2]
    assert with_second_opinion(logits, best, np.array([np.nan, 4], np.float32)).tolist() == [1, 3, 3]


# ---------------------------------------------------------------- folders


@pytest.mark.parametrize(
    ("names", "model", "files"),
    [
        (["model.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx"], None, ["onnx/model_quantized.onnx"]),
        (["model.onnx", "onnx/model_quantized.onnx"], "model.onnx", ["model.onnx"]),
        (["a_q4.onnx", "model.onnx", "model.onnx_data"], None, ["model.onnx", "model.onnx_data"]),
        (["odd.onnx", "odd.onnx.data"], None, ["odd.onnx", "odd.onnx.data"]),
    ],
)  # fmt: skip
def test_which_files_are_needed(names: list[str], model: str | None, files: list[str]) -> None:
    assert Reranker.files([*names, "README.md", "tokenizer.json"], model) == (*files, "tokenizer.json")


def broken(folder: Path, how: str) -> Path:
    tiny_reranker.make(folder, TEXTS)
    model = folder / "onnx" / "model.onnx"
    match how:
        case "no model":
            model.unlink()
        case "two models":
            model.rename(folder / "a.onnx")
            (folder / "b.onnx").write_bytes(b"")
        case "no tokenizer":
            (folder / "tokenizer.json").unlink()
        case "other tokenizer":
            (folder / "tokenizer.json").write_text("{}", "utf-8")
        case "half a model":
            model.write_bytes(model.read_bytes()[:300])
        case "other inputs":
            model.write_bytes(tiny_reranker.graph(1.0, 0.0, inputs=("pixel_values", "token_type_ids")))
        case "no number":
            model.write_bytes(tiny_reranker.graph(float("inf"), 0.0))
    return folder


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("no model", "it has no model.onnx$"),
        ("two models", "it has no model.onnx; there are a.onnx, b.onnx$"),
        ("no tokenizer", "it has no tokenizer.json$"),
        ("other tokenizer", "tokenizer.json is no tokenizer: "),
        ("half a model", "model.onnx cannot be loaded: "),
        ("other inputs", "is no re-ranker: nothing is known that it could read as pixel_values$"),
        ("no number", "is no re-ranker: it must give one number"),
    ],
)
def test_what_is_no_reranker_is_told(tmp_path: Path, how: str, says: str) -> None:
    with pytest.raises(RerankerError, match=says) as raised:
        Reranker.load(broken(tmp_path, how))
    assert "\n" not in str(raised.value)


def test_nothing_of_it_is_loaded_unless_it_is(request: pytest.FixtureRequest) -> None:
    script = (
        "import sys; from pathlib import Path; from index import Corpus;"
        "Corpus.load(Path('seeds')).answer('Delta?');"
        "print([m for m in ('tokenizers', 'huggingface_hub') if m in sys.modules])"
    )
    loaded = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], cwd=request.config.rootpath, capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "[]\n"
