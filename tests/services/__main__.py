"""`python -m tests.services stop`: stop servers whose test processes all died. `missing`: print the Debian packages to install.
`prepare`: make what every run begins with, the migrated template and Elasticsearch's files, so that it is there when tests ask for it.
"""

import sys

from tests.services import elasticsearch_node, place, postgres, redis
from tests.services.sharing import Shared

SERVICES = (postgres.SharedPostgres(), redis.SharedRedis(), elasticsearch_node.SharedElasticsearch())


def missing() -> list[str]:
    """The Debian packages that the suite needs and that are not there."""
    packages = f"{redis.missing()} {elasticsearch_node.missing()}".split()
    if not place.program("chromium", "chromium-browser", "google-chrome"):
        packages.append("chromium")
    if not place.chinese_fonts():
        packages.append("fonts-noto-cjk")
    return sorted(set(packages))


def prepare() -> list[str]:
    """Make the template database and fetch Elasticsearch; the names of what was made ready."""
    made = []
    for service, work in ((SERVICES[0], postgres.template), (SERVICES[2], str)):
        shared = Shared(service, place.TEST_DIR)
        shared.enter()
        try:
            made.append(work() or service.name)
        finally:
            shared.leave()
    return made


def stop() -> list[str]:
    """Stop leftovers; their names."""
    return [service.name for service in SERVICES if Shared(service, place.TEST_DIR).stop_leftover()]


if __name__ == "__main__":
    sys.stdout.write(" ".join({"stop": stop, "missing": missing, "prepare": prepare}[sys.argv[1]]()) + "\n")
