"""The HTTP endpoint for whoever watches the bot: /healthz, /readyz and /metrics."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client.exposition import choose_encoder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from prometheus_client import CollectorRegistry

    Lacking = Callable[[], Awaitable[Mapping[str, str]]]  # what the bot cannot do without and has not, and why

LEAVING_SECONDS = 0.5  # for requests under way when the bot stops


async def start_endpoint(host: str, port: int, registry: CollectorRegistry, lacking: Lacking) -> web.AppRunner:
    """Listen until the runner's `cleanup`; port 0 is any free one. Raises `OSError` where it cannot listen."""
    app = web.Application()
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", partial(_readyz, lacking))
    app.router.add_get("/metrics", partial(_metrics, registry))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=LEAVING_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


async def _healthz(_: web.Request) -> web.Response:
    """Say that the event loop runs: that this is answered is all that it takes."""
    return web.json_response({"status": "ok"})


async def _readyz(lacking: Lacking, _: web.Request) -> web.Response:
    """Say whether members are served as they should be, and with status 503 what that lacks."""
    missing = dict(await lacking())
    return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)


async def _metrics(registry: CollectorRegistry, request: web.Request) -> web.Response:
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return web.Response(body=encode(registry), headers={"Content-Type": content_type})
