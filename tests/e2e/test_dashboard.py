"""What is shown of the metrics, and what is said of them: both are held against what a running bot serves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.waiting import eventually
from tests.e2e.watching import Watcher, counted, watched

if TYPE_CHECKING:
    from tests.e2e.conftest import Operator
    from tests.e2e.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "monitoring.md"
DASHBOARD = ROOT / "deploy" / "grafana" / "incident-bot.json"
FUNCTIONS = {"sum", "rate", "increase", "histogram_quantile", "max", "min", "time", "label_values"}
GRAFANA = {"$__rate_interval", "$__range"}


def queries() -> list[str]:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    variables = [entry["query"] for entry in dashboard["templating"]["list"] if entry["type"] == "query"]
    alerts = re.findall(r"```promql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return [*shown, *variables, *"".join(alerts).splitlines()]


async def exported(watcher: Watcher) -> dict[str, set[str]]:
    """Return the names of all metrics that a bot serves, each with its labels."""
    async with watcher.session.get(watcher.url / "metrics") as response:
        text = await response.text()
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def uses(query: str) -> tuple[set[str], set[str]]:
    """Return which metrics a query reads and by which labels it groups or selects them."""
    labels = {label.strip() for group in re.findall(r"by \(([^)]*)\)", query) for label in group.split(",")} | set(
        re.findall(r"[{,]\s*(\w+)\s*[=!]", query)
    )
    query = re.sub(r", (\w+)\)$", ")", query) if query.startswith("label_values") else query
    rest = re.sub(r"by \([^)]*\)|\{[^}]*\}|\[[^\]]*\]", " ", query)
    return set(re.findall(r"[a-z_][a-z0-9_]+", rest)) - FUNCTIONS, labels


async def test_the_dashboard_and_the_page_show_the_metrics_that_there_are(operator: Operator, stage: Stage) -> None:
    async with watched(operator) as (_, watcher):
        stage.sandbox.gateway.request_heartbeats()
        await eventually(lambda: counted(watcher, ("incident_bot_gateway_latency_seconds", "0")))
        known = await exported(watcher)
    shown: set[str] = set()
    for query in queries():
        metrics, labels = uses(query)
        assert metrics, query
        assert metrics <= known.keys(), query
        assert labels - {"instance", "job"} <= set().union(*(known[name] for name in metrics)), query
        assert set(re.findall(r"\$\w+", query)) <= GRAFANA | {"$job", "$instance"}, query
        shown |= metrics
    own = {name for name in known if name.startswith("incident_bot_") and not name.endswith(("_created", "_sum"))}
    assert own - {"incident_bot_answer_seconds_count"} <= shown
    told = set(re.findall(r"`(incident_bot_\w+)", PAGE.read_text("utf-8")))
    assert {re.sub("_(bucket|count)$", "", name) for name in own} == told
