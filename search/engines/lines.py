"""Kept-alive lines to Elasticsearch for searches: one small request and one answer, on the standard library's HTTP.

Everything else (bulk, index management, drift) goes through the official transport in `search.engines.connection`; that costs
about 0.7 ms of CPU for each request, which is more than all else that a search does here.
"""

import base64
import http.client
import ssl
from collections import deque
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings

IDLE = 16


class NoAnswerError(OSError):
    """No node answered, or not with success."""


class Node:
    """One node, with the lines that nobody uses just now. Safe among threads."""

    def __init__(self, url: str, headers: dict[str, str], ca: str) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.host, self.port = parts.hostname or "", parts.port or (443 if self.secure else 80)
        self.prefix = parts.path.rstrip("/")
        self.headers = headers
        self.context = ssl.create_default_context(cafile=ca or None) if self.secure else None
        self.idle: deque[http.client.HTTPConnection] = deque(maxlen=IDLE)

    def post(self, path: str, body: bytes, seconds: float) -> bytes:
        """Post a body; the answer's bytes. A kept line that has died meanwhile is replaced once. Raises OSError, HTTPException."""
        try:
            line = self.idle.pop()
        except IndexError:
            return self._send(self._line(seconds), path, body)
        try:
            if line.sock is not None:
                line.sock.settimeout(seconds)
            return self._send(line, path, body)
        except (ConnectionError, http.client.RemoteDisconnected, http.client.CannotSendRequest):
            return self._send(self._line(seconds), path, body)

    def _line(self, seconds: float) -> http.client.HTTPConnection:
        if self.context is not None:
            return http.client.HTTPSConnection(self.host, self.port, timeout=seconds, context=self.context)
        return http.client.HTTPConnection(self.host, self.port, timeout=seconds)

    def _send(self, line: http.client.HTTPConnection, path: str, body: bytes) -> bytes:
        try:
            line.request("POST", self.prefix + path, body, self.headers)
            answer = line.getresponse()
            found = answer.read()
        except BaseException:
            line.close()
            raise
        if answer.status != 200:
            line.close()
            raise NoAnswerError(f"{answer.status} {found[:300].decode(errors='replace')}")
        self.idle.append(line)
        return found


@lru_cache(maxsize=4)
def nodes(urls: str, user: str, password: str, ca: str) -> deque[Node]:
    """The nodes of a cluster, the one that answered last first."""
    headers = {"content-type": "application/json", "accept": "application/json"}
    if user:
        headers["authorization"] = f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
    return deque(Node(url.strip(), headers, ca) for url in urls.split(","))


def ask(path: str, body: bytes, *, seconds: float) -> Any:
    """The parsed answer to a search, of the first node that gives one. Raises NoAnswerError."""
    known = nodes(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_USER, settings.ELASTICSEARCH_PASSWORD, settings.ELASTICSEARCH_CA)
    wrong = ""
    for node in tuple(known):
        try:
            return orjson.loads(node.post(path, body, seconds))
        except (OSError, http.client.HTTPException, orjson.JSONDecodeError) as error:
            wrong = f"{type(error).__name__}: {error}"
            known.rotate(-1)
    raise NoAnswerError(wrong)
