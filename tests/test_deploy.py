"""What deploys the bot is well formed, and gives it no more rights than it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
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
MOST_EXPOSED = 2.0  # of 10, by systemd's own measure


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - linters


def loaded(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text("utf-8")))


def test_the_dockerfile_has_no_findings() -> None:
    found = run(str(Path(sys.executable).parent / "hadolint"), str(ROOT / "Dockerfile"))
    assert (found.returncode, found.stdout) == (0, "")


def test_the_image_is_built_where_there_is_an_engine() -> None:
    if shutil.which("docker") is None or run("docker", "info").returncode:
        pytest.skip("the image is not built: no Docker engine runs here")
    assert run("docker", "build", "--quiet", str(ROOT)).returncode == 0


def test_the_image_runs_as_nobody_special_and_is_looked_after() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").split("\n")
    last = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert "USER 10001:10001" in last
    assert any(line.startswith("HEALTHCHECK") for line in last)
    assert 'ENTRYPOINT ["incident-bot"]' in last


def test_everything_that_the_image_copies_is_let_through_and_there() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert names == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_compose_gives_the_bot_no_rights() -> None:
    (compose,) = loaded(ROOT / "compose.yaml")
    bot = compose["services"]["bot"]
    assert (bot["read_only"], bot["cap_drop"], bot["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert {volume.split(":")[0] for volume in bot["volumes"]} - {"./seeds"} == compose["volumes"].keys()
    (postgres,) = loaded(DEPLOY / "compose.postgres.yaml")
    assert "asyncpg" in postgres["services"]["bot"]["environment"]["INCIDENT_BOT_DATABASE_URL"]
    assert "ports" not in postgres["services"]["postgres"]


def test_the_unit_is_understood_by_systemd_and_hardened(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        absent("the unit is not verified: systemd-analyze is not installed")
    unit = tmp_path / UNIT.name
    unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text("utf-8")), "utf-8")
    verified = run("systemd-analyze", "verify", str(unit))
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = run("systemd-analyze", "security", "--offline=yes", str(unit))
    level = re.search(r"exposure level for \S+: (\d+\.\d)", exposed.stdout)
    assert level
    assert float(level[1]) <= MOST_EXPOSED


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
