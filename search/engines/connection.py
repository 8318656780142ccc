"""The one door to Elasticsearch: a client for each process, a breaker, and what counts as a failure.

A search that fails opens the breaker at once; for `PROBE_SECONDS` all searches go to the database engine, then one search tries
again. So an outage costs one short time-out, and the way back takes no more than that.
"""

import base64
import threading
import time
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from elastic_transport import HttpHeaders, OrjsonSerializer, Transport, TransportError
from elastic_transport.client_utils import url_to_node_config

BULK_SECONDS = 30.0
PROBE_SECONDS = 5.0
JSON = {"accept": "application/json", "content-type": "application/json"}
NDJSON = {"accept": "application/json", "content-type": "application/x-ndjson"}


class ElasticsearchAwayError(RuntimeError):
    """Elasticsearch did not answer, not in time, or not completely."""


@lru_cache(maxsize=4)
def _transport(urls: str, user: str, password: str, ca: str) -> Transport:
    """The official client's transport without its layer of methods: one parsed answer for one body, nothing in between."""
    options: dict[str, Any] = {"connections_per_node": 16}
    if user:
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        options["headers"] = HttpHeaders({"authorization": f"Basic {token}"}).freeze()
    secure = {**options, "ca_certs": ca} if ca else options
    nodes = [url_to_node_config(url.strip(), use_default_ports_for_scheme=True) for url in urls.split(",")]
    return Transport(
        [replace(node, **(secure if node.scheme == "https" else options)) for node in nodes],
        serializers={"application/json": OrjsonSerializer()},
        max_retries=len(nodes) - 1,
        retry_on_timeout=len(nodes) > 1,
    )


def search_seconds() -> float:
    """How long a search waits for Elasticsearch before the database answers."""
    return getattr(settings, "SEARCH_TIMEOUT_SECONDS", 0.8)


def configured() -> bool:
    """Whether there is an Elasticsearch to talk to."""
    return bool(settings.ELASTICSEARCH_URL)


def request(method: str, path: str, body: Any = None, *, seconds: float = BULK_SECONDS, allowed: tuple[int, ...] = (), ndjson: bool = False) -> Any:
    """The parsed body of an answer. Raises ElasticsearchAwayError for no answer and for a status of 400 and more that is not allowed."""
    transport = _transport(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_USER, settings.ELASTICSEARCH_PASSWORD, settings.ELASTICSEARCH_CA)
    try:
        meta, answer = transport.perform_request(method, path, body=body, headers=NDJSON if ndjson else JSON, request_timeout=seconds)
    except TransportError as error:
        raise ElasticsearchAwayError(f"{type(error).__name__}: {error.message}") from error
    if meta.status >= 400 and meta.status not in allowed:
        raise ElasticsearchAwayError(f"{method} {path}: {meta.status} {str(answer)[:300]}")
    return answer


class Breaker:
    """Closed: ask. Open: do not ask, but let one search in `PROBE_SECONDS` try. Safe among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next_try = 0.0
        self.open = False

    def allows(self) -> bool:
        """Whether this search may ask. While open, a caller that gets True is the probe."""
        if not self.open:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._next_try:
                return False
            self._next_try = now + PROBE_SECONDS
            return True

    def failed(self) -> None:
        """Open, or stay open."""
        with self._lock:
            self.open = True
            self._next_try = time.monotonic() + PROBE_SECONDS

    def answered(self) -> None:
        """Close."""
        self.open = False


BREAKER = Breaker()
