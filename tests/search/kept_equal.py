"""What is in Elasticsearch and what should be: both as id → version, to compare."""

from typing import Any

from search.engines.connection import request
from search.models import SearchDocument
from search.services import drift, index


def indexed() -> dict[str, int]:
    """Id → version of everything in the index."""
    return {key: version for _, version, key in drift._indexed(index.serving() or "")}


def projected() -> dict[str, int]:
    """Id → version of everything that should be there."""
    rows = SearchDocument.objects.filter(deleted=False).values_list("type", "object_id", "version")
    return {f"{kind}:{number}": version for kind, number, version in rows}


def in_the_index(key: str) -> dict[str, Any]:
    """A document as the index has it."""
    return request("GET", f"/{index.serving()}/_doc/{key.replace(':', '%3A')}")
