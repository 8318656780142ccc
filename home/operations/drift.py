"""Whether search shows exactly what is public: sources against the projection, the projection against Elasticsearch."""

from datetime import datetime
from itertools import chain

from search.models import SearchDocument
from search.services import drift, index
from search.services.status import status
from search.sources import SOURCES, walk

PENDING_SECONDS = 60


def search_drift(now: datetime) -> tuple[bool, str, str]:
    """Compare ids on both sides and, with Elasticsearch, (id, version) of every document. What is still under way is no drift."""
    missing = ghosts = 0
    for kind, source in SOURCES.items():
        public = set(chain.from_iterable(walk(source, 5_000)))
        shown = set(SearchDocument.objects.filter(type=kind, deleted=False).values_list("object_id", flat=True))
        missing += len(public - shown)
        ghosts += len(shown - public)
    found = status()
    late = found["pending_seconds"] > PENDING_SECONDS
    copied = drift.compare(found["index"]).total if found["index"] else 0
    engine = "Elasticsearch" if index.configured() else "数据库引擎"
    detail = f"{engine}，{sum(found['documents'].values())} 份文档，缺 {missing}，多 {ghosts}，索引差 {copied}，等待 {found['pending']}"
    ok = found["ok"] and not (missing or ghosts or copied or late)
    return ok, detail, "" if ok else "运行 manage.py search repair；没有索引时运行 manage.py search rebuild。"
