"""The whole site as it runs: gunicorn and the background process on a database of the suite."""

import http.client
import sys

from tests.services.place import BASE_DIR, TEST_DIR, free_port
from tests.services.server import Server


class Site:
    """A running site. `web` and `work` may be killed and started again; the address stays."""

    def __init__(self, database: str, environment: dict[str, str], *, workers: int = 1, threads: int = 4) -> None:
        """Nothing is started yet; `environment` names the database and the services."""
        port = free_port()
        self.database = database
        self.url = f"http://127.0.0.1:{port}"
        settings = {"SITE_URL": self.url, "PYTHONPATH": str(BASE_DIR), "PYTHONWARNINGS": "ignore", **environment}
        log = TEST_DIR / "log" / f"site-{database}.log"
        gunicorn = [sys.executable, "-m", "gunicorn", "settings.wsgi", "--bind", f"127.0.0.1:{port}", "--chdir", BASE_DIR, "--worker-class", "gthread"]
        gunicorn += ["--workers", str(workers), "--threads", str(threads), "--graceful-timeout", "2", "--log-level", "warning"]
        self.web = Server(gunicorn, log=log, ready=lambda: answers(port), environment=settings)
        self.work = Server([sys.executable, BASE_DIR / "manage.py", "work"], log=log, ready=lambda: self.work.alive, environment=settings)
        self.log = log

    def start(self, *, work: bool = True) -> "Site":
        """Start both processes; returns when the web server answers."""
        if work:
            self.work.start(wait=False)
        self.web.start()
        return self

    def stop(self) -> None:
        """Stop both."""
        self.web.stop(seconds=5)
        self.work.stop(seconds=5)

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
