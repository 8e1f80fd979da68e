"""Operators fetch a re-ranker from a hub, here one of this machine, and the bot starts with it, or says why not."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.cli.exit_status import CONFIGURATION
from bot.config import ConfigError, load_config
from bot.service.models import load_reranker
from tests import tiny_reranker
from tests.bot.process import COMMAND, ROOT, SECONDS, environment, run

NAME, MODEL = "acme/tiny-reranker", "onnx/model.onnx"
QUESTION = "Qui est le PDG de Delta ?"
COMMIT = "0123456789abcdef" * 2 + "01234567"
MOST = 1 << 15  # bytes that come before it is cut


class Hub(ThreadingHTTPServer):
    """A hub of models with one public model and one whose terms are to be accepted; speaks what its client asks."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        self.sizes = {name: len(data) for name, data in files.items()}
        self.asked: list[str] = []
        self.cuts = self.stalls = False  # every connection, or the first one, in the middle of the model
        self.waits = threading.Event()  # set once it stalls, until
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        if path.startswith("/api/models/acme/gated"):
            return self.refuse(403, "GatedRepo")
        if path.startswith("/api/models/acme/busy"):
            return self.refuse(503, "")
        if path.startswith("/api/models/acme/page"):
            return self.give(b"<html>", with_body=with_body)
        if path in (f"/api/models/{NAME}", f"/api/models/{NAME}/revision/{COMMIT}"):
            return self.give(json.dumps(self.listing()).encode(), with_body=with_body)
        file = path.removeprefix(f"/{NAME}/resolve/{COMMIT}/")
        if file in self.server.files:
            return self.give(self.server.files[file], with_body=with_body, cut=file == MODEL)
        return self.refuse(401, "RepoNotFound")

    def listing(self) -> dict[str, object]:
        large = {
            n: {"size": s, "sha256": self.server.listed.get(n), "pointerSize": 130}
            for n, s in self.server.sizes.items()
        }
        siblings = [
            {"rfilename": n, "size": s, "lfs": large[n] if n == MODEL else None} for n, s in self.server.sizes.items()
        ]
        return {"id": NAME, "modelId": NAME, "sha": COMMIT, "siblings": siblings, "private": False, "tags": []}

    def refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def give(self, data: bytes, *, with_body: bool, cut: bool = False) -> None:
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if not with_body:
            return
        if not cut or not (self.server.cuts or self.server.stalls):
            self.wfile.write(data[start:])
            return
        self.close_connection = True
        if not start:
            self.wfile.write(data[:MOST])
        if self.server.stalls:
            self.server.waits.set()
            self.server.ended.wait(SECONDS)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = tiny_reranker.make(tmp_path / "on the hub", [QUESTION], model=MODEL)
    names = (MODEL, "tokenizer.json", "config.json")
    files = {name: (made / name).read_bytes() for name in names}
    files[MODEL] += tiny_reranker.field(6, b" " * 4 * MOST)  # a comment, so that there is a middle
    hub = Hub({**files, "pytorch_model.bin": b"weights " * 100})
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield hub
    hub.ended.set()
    hub.shutdown()
    thread.join()
    hub.server_close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def settings(hub: Hub, data: Path, **others: str) -> dict[str, str]:
    return {"HF_ENDPOINT": hub.url, "XDG_DATA_HOME": str(data), "HF_HOME": str(data.parent / "hf")} | others


def kept(data: Path) -> list[str]:
    """Return the files that are there, of whatever kind."""
    folder = data / "incident-bot" / "models"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def fails(hub: Hub, data: Path, *arguments: str, **others: str) -> str:
    """Run a command that must fail in one sentence; return it."""
    done = run(*arguments, settings=settings(hub, data, **others))
    assert done.returncode == 2, done.stdout
    assert done.stderr.startswith("incident-bot: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.removeprefix("incident-bot: ").strip()


def test_a_model_is_fetched_listed_and_judges(hub: Hub, data: Path) -> None:
    done = run("model", "fetch", NAME, settings=settings(hub, data))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{NAME}: 2 files, 0.1 MB, into " in done.stdout
    assert f"set INCIDENT_BOT_RERANKER={NAME}" in done.stdout
    assert kept(data) == [f"{NAME}/{MODEL}", f"{NAME}/tokenizer.json"]
    assert not (data.parent / "hf").exists()
    listed = run("model", "list", settings=settings(hub, data))
    assert listed.stdout.startswith(f"{NAME}  0.1 MB  ")
    hub.asked.clear()
    with_it = run("ask", "--json", QUESTION, settings=settings(hub, data, INCIDENT_BOT_RERANKER=NAME))
    without = run("ask", "--json", QUESTION, settings=settings(hub, data))
    assert (with_it.stderr, without.stderr) == ("", "")
    assert json.loads(with_it.stdout)["quotes"][0]["score"] != json.loads(without.stdout)["quotes"][0]["score"]
    assert hub.asked == []


def test_a_model_is_fetched_again_in_the_place_of_the_old_one(hub: Hub, data: Path) -> None:
    for file in (MODEL, "onnx/other.onnx"):
        hub.files["onnx/other.onnx"], hub.sizes["onnx/other.onnx"] = hub.files[MODEL], hub.sizes[MODEL]
        assert run("model", "fetch", NAME, "--file", file, settings=settings(hub, data)).returncode == 0
        assert kept(data) == [f"{NAME}/{file}", f"{NAME}/tokenizer.json"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("tiny", "a model's name is OWNER/NAME"),
        ("../../etc", "a model's name is OWNER/NAME"),
        ("acme/x..y", "has no public model acme/x..y"),
        ("acme/unknown", "has no public model acme/unknown"),
        ("acme/gated", "acme/gated is for those who accept its terms"),
        ("acme/page", "does not answer as a hub of models does: check HF_ENDPOINT"),
        ("acme/busy", "does not give acme/busy now (status 503)"),
    ],
)
def test_what_cannot_be_fetched_is_a_sentence(hub: Hub, data: Path, name: str, says: str) -> None:
    assert says in fails(hub, data, "model", "fetch", "--", name)
    assert kept(data) == []


def test_no_network_is_a_sentence(hub: Hub, data: Path) -> None:
    said = fails(hub, data, "model", "fetch", NAME, HF_ENDPOINT="http://127.0.0.1:9")
    assert said == "http://127.0.0.1:9 cannot be reached: check the network, then try again."
    assert "cannot be reached" in fails(hub, data, "model", "fetch", NAME, HF_HUB_OFFLINE="1")


def test_no_room_is_told_before_anything_is_fetched(hub: Hub, data: Path) -> None:
    hub.sizes[MODEL] = 1 << 60
    assert "make room first" in fails(hub, data, "model", "fetch", NAME)
    assert [path for path in hub.asked if "resolve" in path] == []


def test_a_file_outside_of_the_folder_is_no_file_of_a_model(hub: Hub, data: Path) -> None:
    del hub.sizes[MODEL]
    hub.sizes |= {"../../../outside.onnx": 3, "/outside.onnx": 3}
    assert fails(hub, data, "model", "fetch", NAME) == f"{NAME} cannot be used: it has no model.onnx."


def test_a_model_without_the_files_is_told(hub: Hub, data: Path) -> None:
    del hub.sizes[MODEL]
    hub.sizes["model.safetensors"] = 7
    assert fails(hub, data, "model", "fetch", NAME) == f"{NAME} cannot be used: it has no model.onnx."


@pytest.mark.parametrize("what", ["cut", "changed", "no model"])
def test_what_does_not_arrive_whole_leaves_what_was_there(hub: Hub, data: Path, what: str) -> None:
    assert run("model", "fetch", NAME, settings=settings(hub, data)).returncode == 0
    before = kept(data)
    if what == "cut":
        hub.cuts = True
    else:
        size = hub.sizes[MODEL]
        hub.files[MODEL] = b"\0" * size
        if what == "no model":
            hub.listed[MODEL] = hashlib.sha256(hub.files[MODEL]).hexdigest()
    said = fails(hub, data, "model", "fetch", NAME)
    assert {"cut": "try again", "changed": "was damaged on its way", "no model": "cannot be loaded"}[what] in said
    assert kept(data) == before
    assert run("ask", QUESTION, settings=settings(hub, data, INCIDENT_BOT_RERANKER=NAME)).returncode == 0


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_download_leaves_nothing(hub: Hub, data: Path, name: str) -> None:
    hub.stalls = True
    with subprocess.Popen(  # noqa: S603 - the command line under test
        [*COMMAND, "model", "fetch", NAME], cwd=ROOT, stderr=subprocess.PIPE, env=environment(**settings(hub, data))
    ) as process:
        try:
            assert hub.waits.wait(SECONDS)
            process.send_signal(getattr(signal, name))
            errors = process.communicate(timeout=SECONDS)[1]
        finally:
            process.kill()
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert [*(data / "incident-bot" / "models").iterdir()] == []


def test_the_remains_of_a_download_that_nobody_ended_are_removed(hub: Hub, data: Path) -> None:
    old, new = (data / "incident-bot" / "models" / f".fetching-{age}" for age in ("old", "new"))
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    assert run("model", "fetch", NAME, settings=settings(hub, data)).returncode == 0
    assert (old.exists(), new.exists()) == (False, True)
    assert run("model", "list", settings=settings(hub, data)).stdout.count("\n") == 1


# ---------------------------------------------------------------- the setting


def starts(data: Path, reranker: str, **others: str) -> subprocess.CompletedProcess[str]:
    """Start the bot with a token and nobody to log in to: it must end before it tries."""
    unreachable = {"DISCORD_TOKEN": "x", "DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
    return run(settings={"XDG_DATA_HOME": str(data), "INCIDENT_BOT_RERANKER": reranker} | unreachable | others)


def test_the_remains_of_a_download_are_removed_at_the_start_of_the_bot(data: Path) -> None:
    left = data / "incident-bot" / "models" / ".fetching-long-ago"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    starts(data, "")
    assert not left.exists()


def test_a_model_that_was_not_fetched_is_a_sentence_at_the_start(data: Path) -> None:
    done = starts(data, NAME)
    assert done.returncode == CONFIGURATION
    assert done.stderr == (
        "incident-bot: INCIDENT_BOT_RERANKER names a model that is not on this machine: "
        f"incident-bot model fetch {NAME}\n"
    )


@pytest.mark.parametrize(
    ("setting", "variables", "says"),
    [
        ("tiny", {}, "must be a model's name, OWNER/NAME, or an existing folder, not 'tiny'"),
        ("/nowhere/tiny", {}, "names a folder that is not there: /nowhere/tiny"),
        ("./tiny", {}, "names a folder that is not there: {home}/tiny"),
        ("empty", {}, "INCIDENT_BOT_RERANKER, {home}/empty, cannot be used: it has no model.onnx"),
        ("model", {"INCIDENT_BOT_MEANING": "off"}, "INCIDENT_BOT_MEANING must be full or reader"),
    ],
)
def test_a_setting_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, setting: str, variables: dict[str, str], says: str
) -> None:
    (tmp_path / "empty").mkdir()
    tiny_reranker.make(tmp_path / "model", [QUESTION])
    config = load_config({"INCIDENT_BOT_RERANKER": setting, **variables}, tmp_path)
    with pytest.raises(ConfigError) as raised:
        load_reranker(config)
    assert says.format(home=tmp_path) in str(raised.value)


def test_a_folder_may_be_named_and_none_is_the_default(tmp_path: Path) -> None:
    tiny_reranker.make(tmp_path / "model", [QUESTION])
    (tmp_path / "config.yaml").write_text("reranker: model\n", "utf-8")
    assert load_reranker(load_config({}, tmp_path)) is not None
    (tmp_path / "config.yaml").unlink()
    assert load_reranker(load_config({}, tmp_path)) is None


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["model", "fetch", NAME]], ids=str)
def test_without_the_extra_that_is_a_sentence(tmp_path: Path, arguments: list[str]) -> None:
    folder = tiny_reranker.make(tmp_path / "model", [QUESTION])
    code = f"import sys; sys.modules['tokenizers'] = None; from bot.__main__ import main; sys.exit(main({arguments!r}))"
    done = subprocess.run(  # noqa: S603 - the command line under test
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env=environment(INCIDENT_BOT_RERANKER=str(folder), XDG_DATA_HOME=str(tmp_path)),
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "`make models` installs them" in done.stderr


def test_by_words_alone_it_is_not_needed(data: Path) -> None:
    done = run("ask", "--fast", QUESTION, settings={"XDG_DATA_HOME": str(data), "INCIDENT_BOT_RERANKER": NAME})
    assert (done.returncode, done.stderr) == (0, "")
