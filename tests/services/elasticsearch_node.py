"""Elasticsearch by the recipe in `elasticsearch/`: one shared node, or a private one that a test may kill.

The jars are fetched once into TEST_DIR/elasticsearch and kept between runs; the data of a node is thrown away.
"""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.services.place import TEST_DIR, free_port, program
from tests.services.server import Server, end_recorded, record_alive, recorded

RECIPE = Path(__file__).parent / "elasticsearch" / "start"
HOME = TEST_DIR / "elasticsearch"


def missing() -> str:
    """What is not installed; empty when a node can run."""
    if not program("java"):
        return "openjdk-17-jdk-headless"
    if (HOME / "classes" / "SearchNode.class").is_file():
        return ""
    return " ".join(package for name, package in (("javac", "openjdk-17-jdk-headless"), ("mvn", "maven")) if not program(name))


ALONE = {"discovery.type": "single-node"}
# A node that lives for a test never gets warm: half of its time would go into compiling what is not called again.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def server(
    port: int, data: Path, *, name: str = "n1", among: Mapping[str, str] = ALONE, heap: str = "512m", dies_with_us: bool = True, seconds: float = 240
) -> Server:
    """A node, not started; `among`: how it finds others. The first start on a machine fetches the jars."""
    settings = {
        "node.name": name,
        "path.data": str(data),
        "network.host": "127.0.0.1",
        "http.port": str(port),
        "transport.port": str(free_port()),
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        **among,
    }
    command = [RECIPE, HOME, *(f"{key}={value}" for key, value in settings.items())]
    log = TEST_DIR / "log" / "elasticsearch.log"
    environment = {"ES_HEAP": heap, "ES_JAVA_OPTS": SHORT_LIVED if dies_with_us else ""}
    return Server(command, log=log, ready=lambda: healthy(port), environment=environment, seconds=seconds, dies_with_us=dies_with_us)


def healthy(port: int) -> bool:
    """Whether the cluster of this node is green or yellow."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_cluster/health", timeout=2) as answer:
            return json.load(answer)["status"] in {"green", "yellow"}
    except (OSError, ValueError, urllib.error.URLError):
        return False


class SharedElasticsearch:
    """Elasticsearch as a shared service."""

    name = "elasticsearch"

    def start(self) -> dict[str, Any]:
        """Start a node on a free port with empty data."""
        data = TEST_DIR / "elasticsearch-data"
        shutil.rmtree(data, ignore_errors=True)
        port = free_port()
        return recorded(server(port, data, dies_with_us=False).start(), port=port)

    def alive(self, record: dict[str, Any]) -> bool:
        """Whether the node answers."""
        return record_alive(record) and healthy(record["port"])

    def stop(self, record: dict[str, Any]) -> None:
        """Stop the node."""
        end_recorded(record)
        shutil.rmtree(TEST_DIR / "elasticsearch-data", ignore_errors=True)


def delete_indices(url: str, prefix: str) -> None:
    """Delete the indices whose name begins with the prefix."""
    with urllib.request.urlopen(f"{url}/_cat/indices/{prefix}*?format=json&expand_wildcards=all", timeout=10) as answer:
        names = [row["index"] for row in json.load(answer)]
    for name in names:
        urllib.request.urlopen(urllib.request.Request(f"{url}/{name}", method="DELETE"), timeout=10).close()
