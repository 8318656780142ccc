"""What the search does by the clock."""

from datetime import timedelta

from core import clock
from core.schedule import scheduled
from search import lexicon
from search.engines.connection import ElasticsearchAwayError
from search.services import demand, drift, frequencies, index, projection, rebuild

KEEP_TOMBSTONES = timedelta(days=7)


@scheduled("search.push", every=timedelta(seconds=5))
def push_pending() -> None:
    """The safety net under the handler of `search.changed`: what could not be sent is sent when Elasticsearch is back."""
    index.push_pending()


@scheduled("search.expire", every=timedelta(seconds=20))
def refresh_due() -> None:
    """What ends by time has no event of its own."""
    projection.refresh_due(now=clock.now())


@scheduled("search.frequencies", every=timedelta(minutes=10))
def count_terms() -> None:
    """Term frequencies, when the projection has changed since."""
    if frequencies.rebuild_if_changed():
        lexicon.forget()


@scheduled("search.index", every=timedelta(minutes=1))
def keep_index() -> None:
    """Make the index when there is none or when it was made by other code."""
    if not index.configured():
        return
    try:
        serving = index.serving()
        if serving is None or f"-{index.schema_hash()}-" not in serving:
            rebuild.rebuild_index(now=clock.now())
    except ElasticsearchAwayError:
        index.logger.warning("Elasticsearch is away; the index is left as it is")


@scheduled("search.mend", every=timedelta(hours=24))
def mend() -> None:
    """Put right what differs in Elasticsearch, and say so: there should be nothing. By the alias, so that a rebuild may run meanwhile."""
    if not index.configured():
        return
    try:
        wrong = drift.repair(index.write_alias()).total if index.serving() else 0
    except ElasticsearchAwayError:
        index.logger.warning("Elasticsearch is away; it is compared tomorrow")
    else:
        if wrong:
            index.logger.warning("%d documents differed in Elasticsearch and were put right", wrong)


@scheduled("search.tidy", every=timedelta(hours=24))
def tidy() -> None:
    """Forget old tombstones and the words of what was seldom asked; let quality follow age."""
    now = clock.now()
    demand.forget_seldom(now=now)
    projection.forget_tombstones(before=now - KEEP_TOMBSTONES)
    projection.refresh_aged(now=now)
