"""The one client for calls outside, against a real server on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core import outbound
from notifications.gateways.base import GatewayError
from notifications.gateways.http import HttpGateway


class Provider(BaseHTTPRequestHandler):
    """Answers by path."""

    seen: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        """Note what came; answer as the path says."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Provider.seen.append((self.headers.get("Authorization", ""), body))
        known = {"/ok": (200, b'{"id": "m-1"}'), "/odd": (200, b"[]"), "/down": (503, b"{}"), "/moved": (302, b"")}
        status, answer = known.get(self.path, (200, b"x" * 300_000))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/ok")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def provider():
    """A server on 127.0.0.1; its address without path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Provider.seen.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "http://localhost/x",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "ftp://example.com/",
        "http://u:p@example.com/",
    ],
)
def test_addresses_inside_are_refused(url):
    with pytest.raises(outbound.RefusedAddressError):
        outbound.post_json(url, {})


def test_a_provider_that_is_named_may_be_inside(provider, settings):
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    assert HttpGateway(f"{provider}/ok", "secret").send("13800138000", "【有邻】你好") == "m-1"
    authorization, body = Provider.seen[0]
    assert authorization == "Bearer secret" and b"13800138000" in body


@pytest.mark.parametrize("path", ["/odd", "/down", "/moved", "/huge"])
def test_odd_answers_and_redirects_are_failures(provider, settings, path):
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    with pytest.raises(GatewayError):
        HttpGateway(provider + path, "secret").send("13800138000", "你好")
    assert len(Provider.seen) == 1


def test_nobody_there_is_a_failure(settings):
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    with pytest.raises(GatewayError):
        HttpGateway("http://127.0.0.1:9/", "secret").send("13800138000", "你好")
