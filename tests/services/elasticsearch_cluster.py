"""A cluster of three Elasticsearch nodes, each a process of its own that a test may kill."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from tests.services import elasticsearch_node
from tests.services.place import free_port
from tests.services.server import Server
from tests.waiting import poll

NODES = ("n1", "n2", "n3")
HEAP = "256m"
START_SECONDS = 300


class ThreeNodes:
    """Three nodes that may each become the master; two of them go on without the third."""

    def __init__(self, folder: Path) -> None:
        """Nothing is started yet."""
        self.ports = {name: free_port() for name in NODES}
        inner = {name: free_port() for name in NODES}
        everybody = ",".join(f"127.0.0.1:{port}" for port in inner.values())
        together = {"cluster.name": folder.name, "discovery.seed_hosts": everybody, "cluster.initial_master_nodes": ",".join(NODES)}
        self.servers: dict[str, Server] = {
            name: elasticsearch_node.server(
                self.ports[name], folder / name, name=name, among={**together, "transport.port": str(inner[name])}, heap=HEAP, seconds=START_SECONDS
            )
            for name in NODES
        }

    def start(self) -> "ThreeNodes":
        """Start all at once; returns when the three are one cluster."""
        for server in self.servers.values():
            server.start(wait=False)
        for server in self.servers.values():
            server.wait()
        poll(lambda: self.health("n1")["number_of_nodes"] == len(NODES), timeout=START_SECONDS, why="three nodes are one cluster")
        return self

    def kill(self) -> None:
        """Kill all that still run."""
        for server in self.servers.values():
            server.kill()

    def url(self, *names: str) -> str:
        """The addresses as ELASTICSEARCH_URL takes them, the named ones first."""
        return ",".join(f"http://127.0.0.1:{self.ports[name]}" for name in (*names, *(other for other in NODES if other not in names)))

    def ask(self, name: str, path: str) -> Any:
        """What a node answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[name]}{path}", timeout=10) as answer:
            return json.load(answer)

    def health(self, name: str) -> dict[str, Any]:
        """The cluster as a node sees it."""
        return self.ask(name, "/_cluster/health")

    def master(self, name: str = "n1") -> str:
        """The name of the elected master, as a node sees it."""
        return self.ask(name, "/_cat/master?format=json")[0]["node"]
