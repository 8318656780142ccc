"""The grade beside the name of whoever offers something: on the pages of services and workers (CRE-10), and on staff's record of an enterprise."""

from typing import Any

from core.additions import Addition
from marketplace.credit import queries
from marketplace.credit.states import Kind
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.listings.states import Side
from marketplace.workers.models import Worker


def _offered_by(listing: int) -> tuple[str, int] | None:
    """Whose credit stands on an offer: the enterprise's, or that of the worker who offers himself; nobody's on a request. One query."""
    row = Listing.objects.filter(pk=listing, side=Side.OFFER).values_list("enterprise_id", "author__worker", "author__worker__enterprise").first()
    if row is None:
        return None
    firm, worker, employer = row
    if firm is not None:
        return str(Kind.ENTERPRISE), firm
    return (str(Kind.WORKER), worker) if worker is not None and employer is None else None


def _scopes_of_listing(number: int) -> tuple[str, ...]:
    subject = _offered_by(number)
    return (queries.scope_of(*subject),) if subject else ()


def _of_listing(row: Listing) -> dict[str, Any] | None:
    subject = _offered_by(row.pk)
    return None if subject is None else _of(*subject)


def _of(kind: str, number: int) -> dict[str, Any] | None:
    """As the public may read it; a worker's while he agrees and is public. Two queries at most."""
    if kind == Kind.WORKER and not Worker.objects.public().filter(pk=number, code_open=True).exists():
        return None
    return {"credit": queries.summary_of(kind, number)}


def _of_worker(row: Worker) -> dict[str, Any] | None:
    return {"credit": queries.summary_of(Kind.WORKER, row.pk)} if row.code_open else None


def _of_enterprise(row: Enterprise) -> dict[str, Any]:
    return {"credit": queries.summary_of(Kind.ENTERPRISE, row.pk)}


SHORT = {"title": "credit/parts/short.html"}
ADDITIONS = [
    Addition("listing", "credit", _of_listing, SHORT, scopes=_scopes_of_listing, order=110),
    Addition("worker", "credit", _of_worker, SHORT, scopes=lambda number: (queries.scope_of(Kind.WORKER, number),), order=110),
    Addition("staff-enterprise", "credit", _of_enterprise, {"record": "credit/admin/of_enterprise.html"}, order=25),
]
