"""The lines that searches go over: kept, replaced when they have died, and the next node when one is away."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from search.engines import lines

Served = Callable[[str, int, bool], tuple[str, list[str]]]


@pytest.fixture
def server() -> Iterator[Served]:
    """Starts a server that gives one answer; its address, and what came with each request: the caller's port and the authorisation."""
    started: list[ThreadingHTTPServer] = []

    def serve(answer: str, status: int = 200, hang_up: bool = False) -> tuple[str, list[str]]:
        seen: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                seen.append(f"{self.client_address[1]} {self.headers.get('authorization', '-')}")
                body = answer.encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                # Without saying so: the next request over this line finds it dead.
                self.close_connection = hang_up

            def log_message(self, *_: object) -> None:
                """Nothing."""

        made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        started.append(made)
        return f"http://127.0.0.1:{made.server_address[1]}", seen

    lines.nodes.cache_clear()
    yield serve
    lines.nodes.cache_clear()
    for one in started:
        one.shutdown()
        one.server_close()


def test_a_line_is_kept_for_the_next_search(server: Served, settings) -> None:
    settings.ELASTICSEARCH_URL, seen = server('{"a": 1}', 200, False)
    assert [lines.ask("/_search", b"{}", seconds=2) for _ in range(3)] == [{"a": 1}] * 3
    assert len({said.split()[0] for said in seen}) == 1


def test_a_line_that_died_meanwhile_is_replaced_without_a_word(server: Served, settings) -> None:
    settings.ELASTICSEARCH_URL, seen = server('{"a": 1}', 200, True)
    assert [lines.ask("/_search", b"{}", seconds=2) for _ in range(3)] == [{"a": 1}] * 3
    assert len({said.split()[0] for said in seen}) == 3


def test_the_next_node_answers_and_is_asked_first_from_then_on(server: Served, settings) -> None:
    failing, asked = server("{}", 503, False)
    well, _ = server('{"a": 2}', 200, False)
    settings.ELASTICSEARCH_URL = f"{failing},{well}"
    assert [lines.ask("/_search", b"{}", seconds=2) for _ in range(3)] == [{"a": 2}] * 3
    assert len(asked) == 1


@pytest.mark.parametrize(("answer", "status"), [('{"error": "no such index"}', 404), ("<html>", 200), ("", 500)])
def test_what_is_no_answer_is_said(server: Served, settings, answer: str, status: int) -> None:
    settings.ELASTICSEARCH_URL, _ = server(answer, status, False)
    with pytest.raises(lines.NoAnswerError):
        lines.ask("/_search", b"{}", seconds=2)


def test_the_password_goes_along(server: Served, settings) -> None:
    settings.ELASTICSEARCH_URL, seen = server("{}", 200, False)
    settings.ELASTICSEARCH_USER, settings.ELASTICSEARCH_PASSWORD = "youlin", "geheim"
    lines.ask("/_search", b"{}", seconds=2)
    assert seen[0].endswith("Basic eW91bGluOmdlaGVpbQ==")
