"""Requests in process: the steadiest figure on a noisy machine is CPU time per call of the WSGI application."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from tests.bench.ratios import cpu_seconds

TIMES = 60
# What `startproject` puts in: the empty answer behind it is the yardstick for milliseconds on this machine.
DJANGOS_OWN = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


class Application:
    """Our application, or with `urlconf` another URL map behind the same middleware, or behind `middleware`."""

    def __init__(self, urlconf: str = "", middleware: Sequence[str] = ()) -> None:
        self.override = override_settings(ROOT_URLCONF=urlconf) if urlconf else override_settings()
        with override_settings(**({"MIDDLEWARE": list(middleware)} if middleware else {})):
            self.handler = WSGIHandler()

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """One GET; status and body."""
        path_info, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path_info,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            **headers,
        }
        said: list[str] = []
        body = b"".join(self.handler(environ, lambda status, _headers, _info=None: said.append(status)))
        return int(said[0][:3]), body

    def cpu(self, path: str, *, times: int = TIMES, **headers: str) -> Callable[[], float]:
        """A measurement for `compare`: CPU seconds per GET."""

        def measure() -> float:
            with self.override:
                return cpu_seconds(lambda: self.get(path, **headers), times)

        return measure


def queries(application: Application, path: str) -> int:
    """How many SQL statements a GET takes."""
    with CaptureQueriesContext(connection) as captured:
        application.get(path)
    return len(captured)
