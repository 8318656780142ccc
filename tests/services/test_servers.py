"""The real services start, answer, survive kill -9 where they should, and are private where a test kills them."""

import json
import urllib.request

import redis

from home.operations.embedded import roles
from tests.services.place import free_port, port_open


def test_redis_is_empty_for_each_test(redis_url):
    client = redis.Redis.from_url(redis_url)
    assert client.dbsize() == 0
    client.set("left", "over")


def test_redis_was_emptied(redis_url):
    assert redis.Redis.from_url(redis_url).get("left") is None


def test_private_redis_keeps_its_data_through_a_kill(own_redis):
    redis.Redis.from_url(own_redis.url).set("kept", "yes")
    own_redis.kill()
    own_redis.start()
    assert redis.Redis.from_url(own_redis.url).get("kept") == b"yes"


def test_elasticsearch_answers(elasticsearch_url, elasticsearch_prefix):
    name = f"{elasticsearch_prefix}-one"
    urllib.request.urlopen(urllib.request.Request(f"{elasticsearch_url}/{name}", method="PUT")).close()
    with urllib.request.urlopen(f"{elasticsearch_url}/_cat/indices/{name}?format=json") as answer:
        assert json.load(answer)[0]["index"] == name
        assert answer.headers["X-Elastic-Product"] == "Elasticsearch"


def test_private_postgres_recovers_from_kill(own_postgres):
    roles.ensure_roles(own_postgres)
    assert roles.ensure_database(own_postgres, "kept")
    own_postgres.kill()
    own_postgres.start()
    assert not roles.ensure_database(own_postgres, "kept")


def test_a_free_port_is_free():
    assert not port_open(free_port())
