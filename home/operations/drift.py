"""Whether search shows exactly what is public: sources against the projection, the projection against Elasticsearch."""

from datetime import datetime
from itertools import chain

from search.models import SearchDocument
from search.services import drift, index
from search.services.status import status
from search.sources import SOURCES, walk

PENDING_SECONDS = 60


def gauge() -> dict[str, float]:
    """How far search is behind, in numbers for staff and monitors; all 0 when it shows exactly what is public.

    missing, surplus: in the projection against the sources. differing: documents in Elasticsearch against the projection, what is
    pending left out. pending, pending_seconds: not confirmed by Elasticsearch, and for how long the oldest. without_index: 1 when
    Elasticsearch should answer and cannot. Walks everything: for the doctor, not for each request.
    """
    missing = surplus = 0
    for kind, source in SOURCES.items():
        public = set(chain.from_iterable(walk(source, 5_000)))
        shown = set(SearchDocument.objects.filter(type=kind, deleted=False).values_list("object_id", flat=True))
        missing += len(public - shown)
        surplus += len(shown - public)
    found = status()
    return {
        "documents": sum(found["documents"].values()),
        "missing": missing,
        "surplus": surplus,
        "differing": drift.compare(found["index"]).total if found["index"] else 0,
        "pending": found["pending"],
        "pending_seconds": found["pending_seconds"],
        "without_index": int(not found["ok"]),
    }


def search_drift(now: datetime) -> tuple[bool, str, str, dict[str, float]]:
    """Compare ids on both sides and, with Elasticsearch, (id, version) of every document. What is still under way is no drift."""
    found = gauge()
    engine = "Elasticsearch" if index.configured() else "数据库引擎"
    waiting = f"等待 {found['pending']}" + (f"（最久 {found['pending_seconds']:.0f} 秒）" if found["pending"] else "")
    detail = f"{engine}，{found['documents']} 份文档，缺 {found['missing']}，多 {found['surplus']}，索引差 {found['differing']}，{waiting}"
    late = found["pending_seconds"] > PENDING_SECONDS
    ok = not (late or any(found[name] for name in ("missing", "surplus", "differing", "without_index")))
    return ok, detail, "" if ok else "运行 manage.py search repair；没有索引时运行 manage.py search rebuild。", found
