# syntax=docker/dockerfile:1
# docker build -t incident-bot .
# docker run --read-only --cap-drop ALL --security-opt no-new-privileges --env-file .env \
#   -v ./seeds:/srv/incident-bot/seeds:ro -v incident-bot:/data -v incident-bot-cache:/cache incident-bot

FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/incident-bot
COPY deploy/requirements.txt ./
RUN /opt/incident-bot/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY index ./index
RUN /opt/incident-bot/bin/pip install --no-cache-dir --disable-pip-version-check --no-build-isolation --no-deps .

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin incident-bot \
    && mkdir -p /data /cache /srv/incident-bot \
    && chown incident-bot:incident-bot /data /cache \
    && chmod 700 /data /cache
COPY --from=build /opt/incident-bot /opt/incident-bot
COPY seeds /srv/incident-bot/seeds
WORKDIR /srv/incident-bot
ENV PATH=/opt/incident-bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/cache \
    INCIDENT_BOT_DATABASE_URL=sqlite+aiosqlite:////data/incident-bot.db \
    INCIDENT_BOT_HTTP=127.0.0.1:9464
USER 10001:10001
VOLUME ["/data", "/cache"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9464/healthz', timeout=4)"]
ENTRYPOINT ["incident-bot"]
