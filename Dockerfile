# syntax=docker/dockerfile:1
# docker build -t incident-bot .
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --env-file .env \
#   -e INCIDENT_BOT_HTTP=127.0.0.1:9464 -v ./seeds:/srv/incident-bot/seeds:ro \
#   -v incident-bot-data:/srv/incident-bot/data -v incident-bot-cache:/cache incident-bot
# Without a token it serves the stand-in for Discord, which listens inside the container only.

FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/incident-bot
COPY deploy/requirements.txt ./
RUN /opt/incident-bot/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes \
    -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY index ./index
RUN /opt/incident-bot/bin/pip install --no-cache-dir --disable-pip-version-check --no-build-isolation --no-deps .

FROM python:3.12-slim-bookworm
RUN groupadd --gid 10001 incident-bot \
    && useradd --no-log-init --uid 10001 --gid 10001 --home-dir /srv/incident-bot --shell /usr/sbin/nologin incident-bot \
    && mkdir -p /srv/incident-bot/data /srv/incident-bot/seeds /cache \
    && chown incident-bot:incident-bot /srv/incident-bot/data /cache \
    && chmod 700 /srv/incident-bot/data /cache
COPY --from=build /opt/incident-bot /opt/incident-bot
COPY --chmod=755 deploy/end-slowly.sh /usr/local/bin/end-slowly
WORKDIR /srv/incident-bot
# What .env may leave empty is not set here: an empty variable would win. The folder makes the defaults right.
ENV PATH=/opt/incident-bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/cache
USER 10001:10001
VOLUME ["/srv/incident-bot/data", "/cache"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 9464, timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["incident-bot"]
