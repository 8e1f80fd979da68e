"""The command line as its users see it: a process, its output and its exit status."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.process import COMMAND, ROOT, SECONDS, environment, in_a_terminal, run, run_into

QUESTION = "Qui est le PDG de Delta ?"


def test_an_answer_is_quoted_with_its_paragraph() -> None:
    done = run("ask", "Combien Delta a-t-elle perdu ?")
    assert done.returncode == 0
    assert "500 millions de dollars" in done.stdout
    assert "paragraphe 1 · août 2024" in done.stdout


@pytest.mark.parametrize("word", ["quit", "Exit.", "quitter", ":q"])
def test_a_conversation_ends_by_a_word(word: str) -> None:
    done = run("chat", stdin=f"hello\n{word}\nthanks\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hello!" in done.stdout
    assert "welcome" not in done.stdout


def test_check_looks_at_the_configuration_too() -> None:
    settings = {"INCIDENT_BOT_LANGUAGE": "tlh", "INCIDENT_BOT_DATABASE_URL": "somewhere"}
    done = run("check", settings=settings)
    assert done.returncode == 1
    assert "INCIDENT_BOT_LANGUAGE must be one of en, fr" in done.stderr
    assert "INCIDENT_BOT_DATABASE_URL is not a database URL" in done.stderr


def test_a_quote_is_checked() -> None:
    done = run("verify", "Nous avons exprimé nos regrets et nos excuses à tous nos clients")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Exact.")
    done = run("verify", stdin="Bastian dit que Crowdstrike a offert une compensation pour la panne.")
    assert done.returncode == 1
    assert "une négation" in done.stdout


@pytest.mark.parametrize(("text", "said"), [("", "there is no quote"), ("a " * 2500, "check 4,000 at a time")])
def test_a_quote_that_cannot_be_checked_is_a_sentence(text: str, said: str) -> None:
    done = run("verify", stdin=text)
    assert done.returncode == 2
    assert said in done.stderr


def test_no_answer_is_said_and_told_by_the_exit_status() -> None:
    done = run("ask", "Qui a gagné la Coupe du monde ?")
    assert done.returncode == 1
    assert done.stdout == "Les sources ne répondent pas à cette question.\n"


def test_the_question_may_come_from_standard_input() -> None:
    assert "Bastian" in run("ask", stdin="Qui est le PDG de Delta ?\n").stdout


@pytest.mark.parametrize("form", [[], ["--json"], ["--explain"]], ids=str)
def test_no_question_is_an_error(form: list[str]) -> None:
    done = run("ask", *form, " ")
    assert done.returncode == 2
    assert done.stderr == 'incident-bot: there is no question; try: incident-bot ask "What happened?"\n'


def test_a_question_may_begin_with_a_dash() -> None:
    assert "Bastian" in run("ask", "--", "-- qui est le PDG de Delta ?").stdout


def test_lines_are_not_asked_beside_a_question() -> None:
    done = run("ask", "--jsonl", "Delta ?")
    assert done.returncode == 2
    assert "--jsonl reads its questions from standard input" in done.stderr


# ---------------------------------------------------------------- the timeline


def test_the_timeline_is_printed_in_order_with_what_is_inferred() -> None:
    done = run("timeline")
    assert done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if "déduit de" in line]
    assert lines == [
        "juillet 2024 · déduit de «\u00a0le mois dernier\u00a0»",
        "19 juillet 2024 · déduit de «\u00a0le 19 juillet\u00a0»",
        "19 juillet 2024 · déduit de «\u00a0vendredi matin\u00a0»",
        "25 juillet 2024 · déduit de «\u00a0Le 25 juillet\u00a0»",
        "31 juillet 2024 · déduit de «\u00a0le 31 juillet\u00a0»",
    ]


def test_the_timeline_is_narrowed_to_days_and_a_topic() -> None:
    done = run("timeline", "--from", "26 juillet", "--to=2024-07-31", "--about", "le PDG de Delta")
    assert "Ed Bastian" in done.stdout
    assert "vendredi" not in done.stdout


def test_an_empty_timeline_says_why_and_tells_it_by_the_exit_status() -> None:
    assert (run("timeline", "--about", "licorne").stdout, run("timeline", "--from", "2031").stdout) == (
        "Les sources ne disent rien de «\u00a0licorne\u00a0».\n",
        "Les sources ne nomment aucune date dans ces limites.\n",
    )
    assert run("timeline", "--from", "2031").returncode == 1


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (["--from", "2024-02-31"], '"2024-02-31" is no date that can be read; write 2024-07-19, July 2024 or 2024'),
        (["--from", "2025", "--to", "2024"], 'the period ends ("2024") before it begins ("2025")'),
    ],
)
def test_days_that_are_none_are_an_error_that_says_what_to_write(limits: list[str], said: str) -> None:
    done = run("timeline", *limits)
    assert (done.returncode, done.stderr) == (2, f"incident-bot: {said}\n")


# ---------------------------------------------------------------- the summary


def test_a_summary_is_printed_as_long_as_asked_and_narrowed_to_a_topic() -> None:
    short, long = run("summary", "--length", "short"), run("summary", "--length=long")
    assert short.stdout.startswith("Avec les mots des sources\u00a0:\n")
    assert (short.stdout.count("\u2014 "), short.returncode) == (3, 0)
    assert 3 < long.stdout.count("\u2014 ") <= 10
    about = run("summary", "--about", "the update")
    assert about.stdout.startswith("On \u201cthe update\u201d, in the sources' own words:\n")
    assert "mise \u00e0 jour" in about.stdout
    assert "Bastian" not in about.stdout


def test_a_summary_of_what_the_sources_do_not_treat_of_says_so() -> None:
    done = run("summary", "--about", "licorne")
    assert (done.stdout, done.returncode) == ("Les sources ne disent rien de \u00ab\u00a0licorne\u00a0\u00bb.\n", 1)
    assert run("summary", "--length", "endless").returncode == 2


def test_a_summary_as_json() -> None:
    done = run("summary", "--json", "--length", "short", "--about", "Bastian")
    found = json.loads(done.stdout)
    assert {key: found[key] for key in ("length", "about", "left_out")} == {
        "length": "short", "about": "Bastian", "left_out": 0
    }  # fmt: skip
    assert [(quote["source"], quote["speaker"]) for quote in found["quotes"]][-1] == ("crowdstrike-delta", "Bastian")
    assert json.loads(run("summary", "--json", "--about", "licorne").stdout)["quotes"] == []


def test_json_for_machines() -> None:
    done = run("ask", "--json", "Qui est le PDG de Delta ?")
    answer = json.loads(done.stdout)
    quote = answer["quotes"][0]
    article = (ROOT / "seeds" / "crowdstrike-delta.txt").read_text("utf-8")
    assert answer["status"] == "answered"
    assert article[quote["start"] : quote["end"]] == quote["text"]


def test_a_line_of_json_for_each_line_and_the_bad_ones_named() -> None:
    lines = [
        '\ufeff{"id": 7, "question": "Qui est le PDG de Delta ?"}',
        "nonsense",
        "",
        '{"id": "b", "question": "\\ud800"}',
        "[" * 100_000,
        '{"id": 3, "question": 4}',
    ]
    done = run("ask", "--jsonl", stdin="\n".join(lines))
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert set(first) == {"id", "intent", "status", "standing", "confidence", "language", "quotes"}
    about = {"title", "url", "paragraph", "start", "end", "score", "speaker", "kind", "hedged"}
    assert set(first["quotes"][0]) == {"text", "source"} | about
    assert (first["id"], second["id"]) == (7, "b")
    assert re.findall(r"incident-bot: line (\d+) is not JSON", done.stderr) == ["2", "5", "6"]
    assert done.returncode == 2


@pytest.mark.parametrize("before", [True, False])
def test_another_folder_of_sources(tmp_path: Path, *, before: bool) -> None:
    (tmp_path / "chat.txt").write_text("Le chat du capitaine s'appelle Moustache.\n", "utf-8")
    seeds, command = ["--seeds", str(tmp_path)], ["ask", "Comment s'appelle le chat du capitaine ?"]
    done = run(*(seeds + command if before else command + seeds))
    assert "Moustache" in done.stdout


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    assert "Bastian" in run("ask", "Qui est le PDG de Delta ?", cwd=tmp_path).stdout


@pytest.mark.parametrize("seeds", ["seeds", "seeds-en"])
def test_the_sources_that_ship_answer_their_golden_questions(seeds: str) -> None:
    done = run("--seeds", seeds, "check")
    assert done.stdout.endswith("No problems.\n")
    assert done.returncode == 0


def test_check_asks_the_golden_questions() -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "golden questions: 8" in done.stdout


def test_check_lists_every_problem_at_once(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Le chat dort.\n", "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    (tmp_path / "good.yaml").write_text("titel: x\n", "utf-8")
    (tmp_path / "checks.yaml").write_text("- question: Qui dort ?\n", "utf-8")
    done = run("check", "--seeds", str(tmp_path))
    assert done.returncode == 1
    assert [name for name in ("empty.txt", "good.yaml", "checks.yaml") if name not in done.stderr] == []
    assert "Traceback" not in done.stderr


def test_a_golden_question_that_fails_is_named(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("Le chat du capitaine s'appelle Moustache.\n", "utf-8")
    checks = "- question: Comment s'appelle le chat du capitaine ?\n  expect: Félix\n"
    (tmp_path / "checks.yaml").write_text(checks, "utf-8")
    done = run("check", "--seeds", str(tmp_path))
    assert done.returncode == 1
    assert "Comment s'appelle le chat du capitaine ? is answered without the words expected: Félix" in done.stderr


def test_sources_that_cannot_be_served_are_sentences(tmp_path: Path) -> None:
    done = run("ask", "Quoi ?", "--seeds", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no article here" in done.stderr


def test_a_conversation() -> None:
    done = run("chat", stdin="Qui est le PDG de Delta ?\n\nQui a gagné la Coupe du monde ?\n")
    assert "Bastian" in done.stdout
    assert done.stdout.endswith("Les sources ne répondent pas à cette question.\n")
    assert done.returncode == 0


def test_a_closed_pipe_is_quiet() -> None:
    line = '{"id": 1, "question": "Delta ?"}\n'
    with subprocess.Popen(  # noqa: S603 - the command line under test
        [*COMMAND, "ask", "--jsonl"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(line.encode())
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # it may have noticed before it read all
            process.stdin.write(3000 * line.encode())
            process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(SECONDS) == 141


@pytest.mark.parametrize("form", [[], ["--json"], ["--explain"]], ids=str)
def test_a_pipe_that_nobody_reads_says_nothing_about_the_answer(form: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = subprocess.run(  # noqa: S603 - the command line under test
            [*COMMAND, "ask", *form, QUESTION],
            cwd=ROOT,
            stdout=pipe,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(
    "arguments", [["ask", QUESTION], ["ask", "--json", QUESTION], ["check"], ["--version"], ["--help"]], ids=str
)
def test_a_full_disk_is_one_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run_into(full, *arguments)
    assert (done.returncode, done.stderr) == (2, b"incident-bot: this cannot go on: no space left on device.\n")


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("ask <&-", 2),
        ("ask --jsonl <&-", 0),
        ("chat <&-", 0),
        (f"ask '{QUESTION}' >&-", 0),
        ("check >&- 2>&-", 0),
    ],
)
def test_streams_may_be_closed(command: str, status: int) -> None:
    shell = f"{shlex.join(COMMAND)} {command}"
    done = subprocess.run(  # noqa: S602 - only a shell closes streams so
        shell, shell=True, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
    )
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


def test_a_terminal_is_not_waited_for_and_its_links_land_on_the_quote() -> None:
    assert "there is no question" in in_a_terminal("ask")
    assert "\x1b]8;" in (shown := in_a_terminal("ask", QUESTION))
    assert "https://gizmodo.com/" in shown


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["ask", QUESTION], {"discord", "sqlalchemy", "aiohttp", "prometheus_client", "pythonjsonlogger"}),
        (["check"], {"discord", "sqlalchemy", "aiohttp"}),
        (["ask", "--json", QUESTION], {"discord", "sqlalchemy", "aiohttp", "rich"}),
    ],
)
def test_what_a_command_does_not_need_is_not_loaded(arguments: list[str], unneeded: set[str]) -> None:
    code = (
        f"import sys; from bot.__main__ import main; main({arguments!r});"
        f"print(sorted({unneeded!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603 - the command line under test
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.stderr == "[]\n"


def test_what_a_terminal_would_obey_is_not_printed(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("Le chat du capitaine s'appelle \x1b[31mMoustache.\n", "utf-8")
    done = run("ask", "Comment s'appelle le chat du capitaine ?", "--seeds", str(tmp_path))
    assert "\x1b" not in done.stdout
    assert "Moustache" in done.stdout
    (tmp_path / "chat.yaml").write_text('title: "Le \\u202Echat"\n', "utf-8")
    done = run("ask", "Comment s'appelle le chat du capitaine ?", "--seeds", str(tmp_path))
    assert "— Le chat," in done.stdout


def test_who_speaks_is_printed_with_their_statements() -> None:
    done = run("who")
    assert "Bastian dit que Crowdstrike n'a offert aucune compensation" in done.stdout
    assert "— Bastian · Crowdstrike déclare à Delta" in done.stdout
    assert done.returncode == 0
    one = run("who", "porte-parole", "de", "crowdstrike")
    assert "Nous avons exprimé nos regrets" in one.stdout
    assert "Bastian dit" not in one.stdout


def test_who_speaks_as_json_and_whom_the_sources_do_not_quote() -> None:
    done = run("who", "--json", "delta")
    (speaker,) = json.loads(done.stdout)
    (statement,) = speaker["statements"]
    assert (speaker["name"], statement["speaker"], statement["kind"]) == ("Delta", "Delta", "statement")
    unknown = run("who", "Microsoft")
    assert (unknown.stdout, unknown.returncode) == ("", 1)
    assert "The sources quote nobody by this name: Microsoft. They quote: Crowdstrike ·" in unknown.stderr
    assert run("who", "--json", "Microsoft").stdout.strip() == "[]"


def test_a_user_without_a_home_is_answered() -> None:
    """As in a container whose user is in no list of users; `~` stands for no home as no home does."""
    done = run("ask", QUESTION, settings={"HOME": "~", "XDG_CACHE_HOME": "", "XDG_DATA_HOME": ""})
    assert done.returncode == 0
    assert "Bastian" in done.stdout
    assert "Traceback" not in done.stderr


def test_nobody_is_told_of_the_use_of_the_reader(tmp_path: Path) -> None:
    """The runtime of models keeps an identity of the machine, and what it means to send, in the cache folder."""
    assert "Bastian" in run("ask", QUESTION, settings={"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}).stdout
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"readings.sqlite"}
