"""Articles are added and removed in a terminal, under the guard of the golden questions."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from aiohttp import web

from tests.bot.process import ROOT, run
from tests.pdf_files import flowing, make_pdf

CAT = "Le chat du capitaine s'appelle Moustache. Il dort beaucoup.\n"
PAGE = "<html><head><title>Le chat</title></head><body><h1>Le chat</h1><p>{text}</p></body></html>"
FAST = {"INCIDENT_BOT_MEANING": "off", "NO_PROXY": "127.0.0.1"}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    shutil.copy(ROOT / "seeds" / "crowdstrike-delta.txt", folder)
    return folder


def incident_bot(seeds: Path, *arguments: str) -> CompletedProcess[str]:
    return run("--seeds", str(seeds), *arguments, settings=FAST)


def names(seeds: Path) -> list[str]:
    return sorted(path.name for path in seeds.iterdir())


def test_a_file_is_added_with_its_sidecar_and_removed_again(seeds: Path, tmp_path: Path) -> None:
    before = names(seeds)
    (tmp_path / "chat.txt").write_text(CAT, "utf-8")
    (tmp_path / "chat.yaml").write_text("title: Le chat\n", "utf-8")
    done = incident_bot(seeds, "add", str(tmp_path / "chat.txt"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Added chat.txt."
    assert done.stdout.splitlines()[1].startswith("Sources: 2, passages: ")
    assert "Moustache" in incident_bot(seeds, "ask", "Comment s'appelle le chat du capitaine ?").stdout
    again = incident_bot(seeds, "add", str(tmp_path / "chat.txt"))
    said = "incident-bot: there is an article chat.txt already: --replace puts the new one in its place.\n"
    assert (again.returncode, again.stderr) == (2, said)
    (tmp_path / "chat.txt").write_text(CAT.replace("Moustache", "Pompon"), "utf-8")
    assert incident_bot(seeds, "add", "--replace", str(tmp_path / "chat.txt")).stdout.startswith("Replaced chat.txt.")
    assert incident_bot(seeds, "remove", "chat.txt").stdout.startswith("Removed chat.txt.")
    assert names(seeds) == [".removed", *before]
    missing = incident_bot(seeds, "remove", "chat.txt")
    said = "incident-bot: there is no article chat.txt in the folder of sources.\n"
    assert (missing.returncode, missing.stderr) == (2, said)


def test_a_pdf_is_added(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "chat.pdf").write_bytes(make_pdf(flowing(CAT.strip())))
    assert incident_bot(seeds, "add", str(tmp_path / "chat.pdf")).stdout.startswith("Added chat.pdf.")
    assert "Moustache" in incident_bot(seeds, "ask", "Comment s'appelle le chat du capitaine ?").stdout


def test_golden_questions_that_would_fail_refuse_it_unless_forced(seeds: Path, tmp_path: Path) -> None:
    (seeds / "checks.yaml").write_text("- question: Le chat du capitaine ?\n  expect: nothing\n", "utf-8")
    before = names(seeds)
    (tmp_path / "chat.txt").write_text(CAT, "utf-8")
    done = incident_bot(seeds, "add", str(tmp_path / "chat.txt"))
    assert done.returncode == 1
    assert "Le chat du capitaine ? should not be answered, but is" in done.stderr
    assert done.stderr.endswith("Nothing has changed: golden questions would fail; --force does it all the same.\n")
    assert names(seeds) == before
    assert incident_bot(seeds, "add", "--force", str(tmp_path / "chat.txt")).returncode == 0
    assert "chat.txt" in names(seeds)


def test_what_cannot_be_read_is_said_with_the_folder_as_it_was(seeds: Path, tmp_path: Path) -> None:
    before = names(seeds)
    (tmp_path / "chat.txt").write_text("", "utf-8")
    (tmp_path / "chat.docx").write_text("", "utf-8")
    for what, says in (
        ("chat.txt", f"nothing has changed.\n{seeds / 'chat.txt'}: is empty"),
        ("chat.docx", "chat.docx is no article: .txt, .md, .html and .pdf files are read."),
        ("absent.txt", f"{tmp_path / 'absent.txt'} cannot be read (no such file or directory)."),
        (".", "cannot be read (is a directory)."),
    ):
        done = incident_bot(seeds, "add", str(tmp_path / what))
        assert done.returncode == 2
        assert says in done.stderr
        assert "Traceback" not in done.stderr
        assert names(seeds) == before


def test_the_first_article_makes_the_folder(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(CAT, "utf-8")
    done = incident_bot(tmp_path / "new", "add", str(tmp_path / "chat.txt"), "--name", "moustache.txt")
    assert done.stdout.splitlines() == ["Added moustache.txt.", "Sources: 1, passages: 1."]


# ---------------------------------------------------------------- addresses


async def page(_: web.Request) -> web.Response:
    return web.Response(text=PAGE.format(text=CAT), content_type="text/html")


async def old_text(_: web.Request) -> web.Response:
    return web.Response(
        body="Le mousse s'appelle Noé.".encode("latin-1"), headers={"Content-Type": "text/plain; charset=iso-8859-1"}
    )


async def document(_: web.Request) -> web.Response:
    return web.Response(body=make_pdf(flowing(CAT.strip())), content_type="application/pdf")


async def picture(_: web.Request) -> web.Response:
    return web.Response(body=b"\x89PNG", content_type="image/png")


async def bomb(_: web.Request) -> web.Response:
    packed = gzip.compress(b"x" * (21 << 20))
    return web.Response(body=packed, headers={"Content-Type": "text/plain", "Content-Encoding": "gzip"})


async def moved(_: web.Request) -> web.Response:
    raise web.HTTPFound("/news/le-chat.html?from=feed#top")


async def circle(_: web.Request) -> web.Response:
    raise web.HTTPFound("/circle")


async def elsewhere(_: web.Request) -> web.Response:
    raise web.HTTPFound("file:///etc/passwd")


@pytest.fixture
def site() -> Iterator[str]:
    """Serve pages on loopback, in a thread of their own; yield the site's address."""
    loop = asyncio.new_event_loop()
    app = web.Application()
    for path, handler in {
        "/news/le-chat.html": page, "/": page, "/old.txt": old_text, "/chat.pdf": document, "/picture": picture,
        "/bomb": bomb, "/moved": moved, "/circle": circle, "/elsewhere": elsewhere,
    }.items():  # fmt: skip
        app.router.add_get(path, handler)
    runner = web.AppRunner(app)
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_page_is_added_with_its_address_and_quotes_link_to_it(seeds: Path, site: str) -> None:
    done = incident_bot(seeds, "add", f"{site.replace('://', '://user:secret@')}/moved")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Added le-chat.html.")
    assert (seeds / "le-chat.yaml").read_text("utf-8") == f"url: {site}/news/le-chat.html?from=feed\n"
    answer = incident_bot(seeds, "ask", "--json", "Comment s'appelle le chat du capitaine ?").stdout
    assert f'"url": "{site}/news/le-chat.html?from=feed' in answer
    (seeds / "le-chat.yaml").write_text("title: Mon titre\n", "utf-8")  # by hand: it stays
    assert incident_bot(seeds, "add", "--replace", f"{site}/moved").returncode == 0
    assert (seeds / "le-chat.yaml").read_text("utf-8") == "title: Mon titre\n"


def test_texts_and_pdf_files_are_fetched_as_well(seeds: Path, site: str) -> None:
    assert incident_bot(seeds, "add", f"{site}/chat.pdf").stdout.startswith("Added chat.pdf.")
    assert incident_bot(seeds, "add", f"{site}/old.txt").stdout.startswith("Added old.txt.")
    assert (seeds / "old.txt").read_text("utf-8") == "Le mousse s'appelle Noé."
    assert incident_bot(seeds, "add", f"{site}/").stdout.startswith("Added 127.0.0.1.html.")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/absent", "cannot be fetched: the server answers 404 Not Found."),
        ("/picture", "is image/png: only pages (HTML), text, Markdown and PDF files are taken."),
        ("/bomb", "is too large: an article may have 20 MB at most."),
        ("/circle", "redirects more than 5 times."),
        ("/elsewhere", "is no address of a page on the web, or leads to one that is not."),
    ],
)
def test_what_cannot_be_fetched_is_said(seeds: Path, site: str, path: str, says: str) -> None:
    before = names(seeds)
    done = incident_bot(seeds, "add", site + path)
    assert (done.returncode, done.stderr) == (2, f"incident-bot: {site}{path} {says}\n")
    assert names(seeds) == before


@pytest.mark.parametrize("url", ["http://", "http://[", "http://127.0.0.1:1/x"])
def test_an_address_that_leads_nowhere_is_said(seeds: Path, url: str) -> None:
    done = incident_bot(seeds, "add", url)
    assert done.returncode == 2
    assert done.stderr.startswith(f"incident-bot: {url} ")
    assert len(done.stderr.splitlines()) == 1
