"""`make stack`: the full mode on this machine, from the same real services as the tests: PostgreSQL by address, Redis, Elasticsearch,
gunicorn, Celery worker and beat. What compose.yaml adds is Elasticsearch's security, whose module is in no published jar.

PORT, DEMO and STACK_DIR are read from the environment; what was written stays in STACK_DIR for the next start.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from home.operations.embedded import keys, roles, stamps, steps
from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.postgres import Cluster
from home.operations.embedded.voice import Voice
from settings.parts import paths
from tests.services import elasticsearch_node, redis
from tests.services.place import BASE_DIR, TEST_DIR, free_port
from tests.services.site import Site

SEARCH = steps.Stage("app", (steps.Step("建立搜索索引", ("search", "rebuild")),))


@contextmanager
def services(var_dir: Path, voice: Voice) -> Iterator[dict[str, str]]:
    """PostgreSQL, Redis and Elasticsearch of the full mode; yields the environment that names them."""
    missing = f"{redis.missing()} {elasticsearch_node.missing()}".strip()
    if missing:
        raise EmbeddedError(f"缺少：{missing}。")
    with ExitStack() as stack:
        cluster = Cluster(var_dir, paths._socket_dir(var_dir))
        stack.callback(cluster.stop)
        with voice.step("PostgreSQL"):
            cluster.start()
            roles.ensure_roles(cluster)
            roles.ensure_database(cluster, "youlin")
        ports = free_port(), free_port()
        cache = redis.server(ports[0], var_dir / "redis", durable=True)
        stack.callback(cache.stop)
        search = elasticsearch_node.server(ports[1], var_dir / "elasticsearch")
        stack.callback(search.stop)
        with voice.step("Redis、Elasticsearch"):
            search.start(wait=False)
            cache.start()
            search.wait()
        yield {
            "DATABASE_URL": f"postgres://app@/{cluster.socket_dir}/youlin",
            "DATABASE_OWNER_URL": f"postgres://owner@/{cluster.socket_dir}/youlin",
            "REDIS_URL": f"redis://127.0.0.1:{ports[0]}/0",
            "ELASTICSEARCH_URL": f"http://127.0.0.1:{ports[1]}",
        }


def environment(var_dir: Path, port: int, names: dict[str, str]) -> dict[str, str]:
    """What every process of the full mode gets."""
    return {
        **names,
        **keys.ensure_secrets(var_dir),
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "VAR_DIR": str(var_dir),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEMO": os.environ.get("DEMO", "1"),
    }


def prepare(given: dict[str, str], voice: Voice) -> None:
    """Migrate as owner, then roles, reference data and the demo city as app, static files, the search index; only what has changed."""
    file = Path(given["VAR_DIR"]) / "prepared.json"
    done = json.loads(file.read_text()) if file.exists() else {}
    schema, reference = stamps.migrations_hash(BASE_DIR), stamps.reference_hash(BASE_DIR)
    wanted = {"schema": (steps.SCHEMA, schema), "reference": (steps.REFERENCE, schema + reference), "static": (steps.STATIC, stamps.static_hash(BASE_DIR))}
    if given["DEMO"] == "1":
        wanted["demo"] = (steps.DEMO, "1")
    for name, (stage, stamp) in {**wanted, "search": (SEARCH, schema)}.items():
        for step in stage.steps if done.get(name) != stamp else ():
            with voice.step(step.label):
                steps.run(steps.Stage(stage.role, (step,)), base=BASE_DIR, environment=given)
        file.write_text(json.dumps(done | {name: stamp}))
        done[name] = stamp


def main() -> int:
    """Run until Ctrl-C."""
    voice = Voice(as_json="--json" in sys.argv)
    var_dir = Path(os.environ.get("STACK_DIR") or TEST_DIR / "stack").resolve()
    port = int(os.environ.get("PORT") or 8000)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        var_dir.parent.mkdir(parents=True, exist_ok=True)
        with services(var_dir, voice) as names:
            given = environment(var_dir, port, names)
            prepare(given, voice)
            site = Site("stack", given, celery=True, workers=2, port=port, log=var_dir / "log" / "site.log")
            try:
                with voice.step("网站、Celery"):
                    site.start()
                voice.result(f"完整模式已启动：{site.url}/  {' '.join(f'{key}={value}' for key, value in names.items())}", address=f"{site.url}/", **names)
                stop.wait()
            finally:
                site.close()
    except (EmbeddedError, AssertionError) as error:
        voice.failure(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
