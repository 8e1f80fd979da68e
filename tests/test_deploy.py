"""What deploys the bot is well formed, and gives it no more rights than it needs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.exit_status import CONFIGURATION, NOT_PERMITTED
from bot.config import VARIABLES
from tests.e2e.absent import absent

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "incident-bot.service"
SLOWLY = DEPLOY / "end-slowly.sh"
MOST_EXPOSED = 1.5  # of 10, by systemd's own measure
MOST_LOGINS = 1000  # a day, that Discord allows


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - linters


def loaded(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text("utf-8")))


def tool(name: str) -> str:
    """Return a linter of the development environment, or of the machine."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    return found or absent(f"what deploys the bot is not checked by {name}: it is not installed")


def stage(number: int) -> list[str]:
    """Return the instructions of one stage of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return re.split(r"(?m)^FROM ", text)[number].split("\n")


def test_the_dockerfile_has_no_findings() -> None:
    found = run(tool("hadolint"), str(ROOT / "Dockerfile"))
    assert (found.returncode, found.stdout) == (0, "")


def test_compose_files_are_as_the_specification_wants_them() -> None:
    files = [str(ROOT / "compose.yaml"), str(DEPLOY / "compose.postgres.yaml")]
    found = run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", *files)
    assert found.returncode == 0, found.stdout


def test_pods_are_as_kubernetes_wants_them() -> None:
    found = run(tool("kubernetes-validate"), "--strict", str(DEPLOY / "kubernetes.yaml"))
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_image_is_built_where_there_is_an_engine() -> None:
    if shutil.which("docker") is None or run("docker", "info").returncode:
        pytest.skip("the image is not built: no Docker engine runs here")
    assert run("docker", "build", "--quiet", str(ROOT)).returncode == 0


def test_the_image_runs_as_nobody_special_and_holds_no_compiler() -> None:
    build, last = stage(1), stage(2)
    assert [line for line in last if line.startswith("USER")] == ["USER 10001:10001"]
    assert 'ENTRYPOINT ["incident-bot"]' in last
    assert any("--only-binary :all: --require-hashes" in line for line in map(" ".join, map(str.split, build)))
    assert [line for line in last if line.startswith("COPY")] == [
        "COPY --from=build /opt/incident-bot /opt/incident-bot",
        "COPY --chmod=755 deploy/end-slowly.sh /usr/local/bin/end-slowly",
    ]


@pytest.mark.parametrize(("status", "ends"), [(200, 0), (503, 1), (None, 1)])
def test_the_image_is_healthy_where_the_bot_says_so(status: int | None, ends: int) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status or 500)
            self.send_header("Content-Length", "0")
            self.end_headers()
            asked.append(self.path)

        def log_message(self, *_: object) -> None:
            pass

    asked: list[str] = []
    (check,) = (line.strip() for line in stage(2) if line.startswith("HEALTHCHECK"))
    command = json.loads(check.partition("CMD ")[2])
    server = HTTPServer(("127.0.0.1", 0), Answer)
    command = [part.replace("9464", str(server.server_port)) for part in command]
    with server:
        if status is None:
            server.socket.close()
        serving = threading.Thread(target=server.handle_request if status else str)
        serving.start()
        done = run(sys.executable, *command[1:])
        serving.join()
    assert (done.returncode, asked) == (ends, ["/healthz"] if status else [])


def test_everything_that_the_image_copies_is_let_through_and_there() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )?(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert names == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_compose_gives_the_bot_no_rights() -> None:
    (compose,) = loaded(ROOT / "compose.yaml")
    bot = compose["services"]["bot"]
    assert (bot["read_only"], bot["cap_drop"], bot["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert {volume.split(":")[0] for volume in bot["volumes"]} - {"./seeds"} == compose["volumes"].keys()
    places = {volume.split(":")[1] for volume in bot["volumes"]}
    assert set(json.loads(next(line for line in stage(2) if line.startswith("VOLUME ")).split(" ", 1)[1])) <= places
    (postgres,) = loaded(DEPLOY / "compose.postgres.yaml")
    assert "asyncpg" in postgres["services"]["bot"]["environment"]["INCIDENT_BOT_DATABASE_URL"]
    assert "ports" not in postgres["services"]["postgres"]


def test_the_unit_is_understood_by_systemd_and_hardened(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    unit = tmp_path / UNIT.name
    unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text("utf-8")), "utf-8")
    verified = run(analyze, "verify", str(unit))
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = run(analyze, "security", "--offline=yes", str(unit))
    level = re.search(r"exposure level for \S+: (\d+\.\d)", exposed.stdout)
    assert level
    assert float(level[1]) <= MOST_EXPOSED


def test_make_install_brings_no_tools_of_developers_and_starts_nothing() -> None:
    planned = run(tool("make"), "--directory", str(ROOT), "--dry-run", "--always-make", "install")
    assert planned.returncode == 0
    assert "--require-hashes -r requirements.txt" in planned.stdout
    assert "requirements-dev" not in planned.stdout
    assert re.findall(r"(?m)^(?:exec )?\S*/incident-bot", planned.stdout) == []


def test_what_an_empty_line_of_the_environment_file_unsets_has_a_default_that_works() -> None:
    """`cp .env.example .env` sets every variable to nothing, which wins over what image and unit set."""
    empty = dict.fromkeys(re.findall(r"(?m)^([A-Z_]+)=$", (ROOT / ".env.example").read_text("utf-8")), "")
    assert "INCIDENT_BOT_DATABASE_URL" in empty
    assert re.findall(r"(?:INCIDENT_BOT|DISCORD)_[A-Z_]+=", "\n".join(stage(2))) == []
    assert re.findall(r"(?m)^Environment\w*=.*(?:INCIDENT_BOT|DISCORD)_", UNIT.read_text("utf-8")) == []
    (compose,) = loaded(ROOT / "compose.yaml")
    assert compose["services"]["bot"]["environment"]["INCIDENT_BOT_SEEDS"] in compose["services"]["bot"]["volumes"][0]


def test_a_failing_bot_logs_in_less_than_a_thousand_times_a_day() -> None:
    unit = dict(line.split("=", 1) for line in UNIT.read_text("utf-8").splitlines() if re.match(r"[A-Z]\w+=", line))
    assert (unit["StartLimitIntervalSec"], int(unit["StartLimitBurst"]) < MOST_LOGINS) == ("1d", True)
    pause = re.search(r"PAUSE_AFTER_FAILURE:-(\d+)", SLOWLY.read_text("utf-8"))
    assert pause
    assert 24 * 3600 / int(pause[1]) < MOST_LOGINS


class Container:
    """`end-slowly` with a bot that does what a test says, and with pauses that a test can wait for."""

    def __init__(self, folder: Path, bot: str, **pauses: str) -> None:
        (folder / "incident-bot").write_text(f"#!/bin/sh\n{bot}\n", "utf-8")
        (folder / "incident-bot").chmod(0o755)
        variables = {"PATH": f"{folder}:{os.environ['PATH']}", **pauses}
        self.process = subprocess.Popen(  # noqa: S603 - the script under test
            ["/bin/sh", str(SLOWLY), "first", "second"],
            env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ends(self) -> tuple[int, str, str]:
        out, errors = self.process.communicate(timeout=60)
        return self.process.returncode, out, errors


def test_a_container_ends_as_the_bot_does(tmp_path: Path) -> None:
    assert Container(tmp_path, 'echo "$@"; exit 0').ends() == (0, "first second\n", "")
    status, _, said = Container(tmp_path, "exit 75", PAUSE_AFTER_FAILURE="0").ends()
    assert (status, said) == (75, "incident-bot ended with status 75: it may be started again in 0 seconds.\n")
    assert Container(tmp_path, "exit 77", PAUSE_FOR_A_PERSON="0").ends()[0] == 77


def test_a_container_that_is_stopped_lets_the_bot_finish(tmp_path: Path) -> None:
    bot = "trap 'echo finished; exit 0' TERM; echo ready; while true; do sleep 0.05; done"
    container = Container(tmp_path, bot)
    assert container.process.stdout is not None
    assert container.process.stdout.readline() == "ready\n"
    container.process.terminate()
    assert container.ends() == (0, "finished\n", "")


def test_a_container_that_waits_for_a_person_can_be_stopped(tmp_path: Path) -> None:
    container = Container(tmp_path, "exit 78")
    assert container.process.stderr is not None
    assert "status 78: it may be started again in 3600 seconds" in container.process.stderr.readline()
    container.process.terminate()
    assert container.ends()[0] == 78


def test_the_unit_does_not_start_again_what_would_fail_again() -> None:
    assert f"RestartPreventExitStatus={NOT_PERMITTED} {CONFIGURATION}\n" in UNIT.read_text("utf-8")


def test_the_pods_have_shards_of_their_own_and_no_rights() -> None:
    stateful, service = loaded(DEPLOY / "kubernetes.yaml")
    spec = stateful["spec"]
    pod = spec["template"]["spec"]
    (container,) = pod["containers"]
    environment = {entry["name"]: entry["value"] for entry in container["env"]}
    assert int(environment["INCIDENT_BOT_SHARD_COUNT"]) == 2 * spec["replicas"]
    ran = run("sh", "-c", f"HOSTNAME=incident-bot-1; {container['args'][0].replace('exec incident-bot', 'env')}")
    assert "INCIDENT_BOT_SHARD_IDS=2,3\n" in ran.stdout
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    assert spec["selector"]["matchLabels"] == service["spec"]["selector"]


def test_every_variable_that_is_set_exists() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "Dockerfile", ROOT / "compose.yaml", *DEPLOY.glob("*.*"))]
    named = {name for text in texts for name in re.findall(r"\b(?:INCIDENT_BOT|DISCORD)_[A-Z_]+", text)}
    assert named - set(VARIABLES.values()) == set()
