"""The whole site as it runs: gunicorn, and for the jobs the background process or (full mode) Celery's worker and beat."""

import http.client
import sys
from pathlib import Path

from tests.services.place import BASE_DIR, TEST_DIR, free_port
from tests.services.server import Server


class Site:
    """A running site. `web` and `jobs` may be killed and started again; the address stays."""

    def __init__(self, database: str, environment: dict[str, str], *, celery: bool = False, workers: int = 1, port: int = 0, log: Path | None = None) -> None:
        """Nothing is started yet; `environment` names the database and the services."""
        port = port or free_port()
        self.database = database
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {"SITE_URL": self.url, "PYTHONPATH": str(BASE_DIR), "PYTHONWARNINGS": "ignore", **environment}
        self.log = log or TEST_DIR / "log" / f"site-{database}.log"
        gunicorn = ["-m", "gunicorn", "settings.wsgi", "--bind", f"127.0.0.1:{port}", "--chdir", str(BASE_DIR), "--worker-class", "gthread"]
        gunicorn += ["--workers", str(workers), "--threads", "4", "--graceful-timeout", "2", "--log-level", "warning", "--no-control-socket"]
        self.web = self._server(gunicorn, ready=lambda: answers(port))
        names = self._celery() if celery else {"work": [str(BASE_DIR / "manage.py"), "work"]}
        self.jobs = {name: self._server(arguments) for name, arguments in names.items()}

    def _server(self, arguments: list[str], *, ready=lambda: True) -> Server:
        return Server([sys.executable, *arguments], log=self.log, ready=ready, environment=self.environment)

    def _celery(self) -> dict[str, list[str]]:
        program = ["-m", "celery", "--workdir", str(BASE_DIR), "-A", "settings.celery"]
        beat = [*program, "beat", "--schedule", str(self.log.with_suffix(".beat")), "--pidfile", "", "--loglevel", "WARNING"]
        return {"worker": [*program, "worker", "--concurrency", "2", "--loglevel", "WARNING"], "beat": beat}

    @property
    def work(self) -> Server:
        """The background process of the embedded mode."""
        return self.jobs["work"]

    def start(self, *, jobs: bool = True) -> "Site":
        """Start all processes; returns when the web server answers."""
        for server in self.jobs.values() if jobs else ():
            server.start(wait=False)
        self.web.start()
        return self

    def stop(self) -> None:
        """End all at once: their database is thrown away."""
        for server in (self.web, *self.jobs.values()):
            server.kill()

    def close(self) -> None:
        """End all in order, letting each finish."""
        for server in (self.web, *self.jobs.values()):
            server.stop()

    def errors(self) -> list[str]:
        """The lines of the log that tell of an error."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return [line for line in text.splitlines() if "Traceback" in line or "Internal Server Error" in line]


def answers(port: int) -> bool:
    """Whether the web server answers at all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz/live")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
