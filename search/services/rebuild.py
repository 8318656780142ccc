"""A new index without anybody noticing.

1. a new index is filled from the projection in keyset order, while searches and writes go on with the old one;
2. both aliases are swapped in one request: from here on writes go to the new index;
3. the walk of `drift.repair` brings over what was written to the old one in between, deletions included. It starts after the swap,
   so whatever committed before is seen, and whatever commits later is written to the new index by its own event.
"""

from collections.abc import Callable
from datetime import datetime

import orjson

from search import lexicon
from search.engines.connection import request
from search.engines.elastic import read_alias
from search.services import drift, frequencies, index, projection


def rebuild(*, now: datetime, from_sources: bool = True, progress: Callable[[str, int], None] = lambda step, number: None) -> dict:
    """Make the projection and, where one is configured, the index anew. Returns what was done, for --json."""
    done: dict = {"changed": projection.refresh_everything(now=now) if from_sources else 0}
    progress("projection", done["changed"])
    done["documents"] = frequencies.rebuild()
    lexicon.forget()
    if index.configured():
        done |= rebuild_index(now=now, progress=progress)
    return done


def rebuild_index(*, now: datetime, progress: Callable[[str, int], None] = lambda step, number: None) -> dict:
    """Make the index anew from the projection. Raises ElasticsearchAwayError; the old index then stays in service."""
    name = index.new_name(now)
    index.create(name)
    sent = 0
    for rows in index.live_rows():
        sent += index.bulk(name, rows)
        progress("index", sent)
    # Nearly all that was written meanwhile, so that searches miss nothing for longer than the last step takes.
    drift.repair(name)
    index.finish(name)
    old = swap(name)
    caught_up = drift.repair(name).total + index.push_pending()
    remove(old)
    return {"index": name, "sent": sent, "caught_up": caught_up, "removed": old}


def swap(name: str) -> list[str]:
    """Point both aliases at an index in one request; returns the indexes that served before."""
    actions = []
    old: set[str] = set()
    for alias in (read_alias(), index.write_alias()):
        before = index.behind(alias)
        old |= set(before)
        actions += [{"remove": {"index": other, "alias": alias}} for other in before]
        actions.append({"add": {"index": name, "alias": alias}})
    request("POST", "/_aliases", orjson.dumps({"actions": actions}))
    return sorted(old - {name})


def remove(names: list[str]) -> None:
    """Delete indexes that serve no more."""
    for name in names:
        request("DELETE", f"/{name}", allowed=(404,))
