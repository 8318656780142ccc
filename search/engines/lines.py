"""Kept-alive lines to Elasticsearch for searches: one small request and one answer, on libcurl.

Everything else (bulk, index management, drift) goes through the official transport in `search.engines.connection`; that costs
about 0.7 ms of CPU for each request, which is more than all else that a search does here. The standard library's client takes
about 0.15 ms, most of it for the headers of the answer; libcurl takes a third of that.
"""

import base64
from collections import deque
from functools import lru_cache
from io import BytesIO
from typing import Any

import orjson
import pycurl
from django.conf import settings

IDLE = 16


class NoAnswerError(OSError):
    """No node answered, or not with success."""


class Node:
    """One node, with the lines that nobody uses just now. Safe among threads: a line has one user at a time."""

    def __init__(self, url: str, headers: list[str], ca: str) -> None:
        self.url, self.headers, self.ca = url.rstrip("/"), headers, ca
        self.idle: deque[pycurl.Curl] = deque(maxlen=IDLE)

    def post(self, path: str, body: bytes, seconds: float) -> bytes:
        """Post a body; the answer's bytes. A kept line that has died meanwhile is replaced by libcurl. Raises NoAnswerError, pycurl.error."""
        try:
            line = self.idle.pop()
        except IndexError:
            line = self._line()
        found = BytesIO()
        line.setopt(pycurl.URL, self.url + path)
        line.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds * 1000)))
        line.setopt(pycurl.POSTFIELDSIZE, len(body))
        line.setopt(pycurl.POSTFIELDS, body)
        line.setopt(pycurl.WRITEDATA, found)
        line.perform()
        status = line.getinfo(pycurl.RESPONSE_CODE)
        self.idle.append(line)
        if status != 200:
            raise NoAnswerError(f"{status} {found.getvalue()[:300].decode(errors='replace')}")
        return found.getvalue()

    def _line(self) -> pycurl.Curl:
        line = pycurl.Curl()
        # Signals and an outgoing proxy are for programs of one thread and for the way outside.
        line.setopt(pycurl.NOSIGNAL, 1)
        line.setopt(pycurl.PROXY, "")
        line.setopt(pycurl.HTTPHEADER, self.headers)
        line.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        if self.ca:
            line.setopt(pycurl.CAINFO, self.ca)
        return line


@lru_cache(maxsize=4)
def nodes(urls: str, user: str, password: str, ca: str) -> deque[Node]:
    """The nodes of a cluster, the one that answered last first."""
    headers = ["content-type: application/json", "accept: application/json", "expect:"]
    if user:
        headers.append(f"authorization: Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}")
    return deque(Node(url.strip(), headers, ca) for url in urls.split(","))


def ask(path: str, body: bytes, *, seconds: float) -> Any:
    """The parsed answer to a search, of the first node that gives one. Raises NoAnswerError."""
    known = nodes(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_USER, settings.ELASTICSEARCH_PASSWORD, settings.ELASTICSEARCH_CA)
    wrong = ""
    for node in tuple(known):
        try:
            return orjson.loads(node.post(path, body, seconds))
        except (OSError, pycurl.error, orjson.JSONDecodeError) as error:
            wrong = f"{type(error).__name__}: {error}"
            known.rotate(-1)
    raise NoAnswerError(wrong)
