"""What stands in the projection before a release is what the release reads after its migrations."""

import json
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from core import clock
from search.models import SearchDocument
from tests.search.conftest import Shelf
from tests.search.corpus import listings


def written() -> dict[int, tuple[dict, dict]]:
    """What each document shows and what goes to the index, read as JSON, the inner JSON too."""
    found = {}
    for number, source, body in SearchDocument.objects.filter(deleted=False).values_list("object_id", "source", "index_body"):
        parts = [json.loads(source), json.loads(body)]
        for hit in (parts[0], parts[1].get("hit", {})):
            if "shown" in hit:
                hit["shown"] = json.loads(hit["shown"])
        found[number] = (parts[0], parts[1])
    return found


@pytest.mark.django_db
def test_documents_written_by_the_release_before_are_read_after_it(shelf: Shelf) -> None:
    shelf.put(*listings(40, now=clock.now()))
    step = import_module("search.migrations.0008_rendered")
    new, answer = written(), Client().get("/api/v1/search/?q=服务&lat=39.9&lng=116.4").json()
    assert answer["count"]
    with connection.cursor() as cursor:
        cursor.execute(step.BACK)
    before = written()
    assert all("title" in source and "shown" not in source and body["render"] == source for source, body in before.values())
    with connection.cursor() as cursor:
        cursor.execute(step.FORWARD)
    assert written() == new
    assert Client().get("/api/v1/search/?q=服务&lat=39.9&lng=116.4").json() == answer
