"""Once and only once, whatever is clicked or sent twice (design, "Idempotency").

`once` opens the outermost transaction, takes a lock on the caller's key without waiting (409 when somebody else has it), and either
gives the stored answer again or does the work and stores its answer before commit, together with the effect. Only answers that did
something are stored: 2xx of the API, the redirect after a form. A refusal rolls everything back and may be tried again with the same
key. Without a key nothing is stored and the work is done as ever.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpResponse

from core.access import Actor
from core.errors import Invalid
from core.idempotency.errors import KeyInUse, KeyUsedOtherwise
from core.idempotency.models import GivenAnswer
from core.retries import retried

KEPT = timedelta(hours=72)
KEY = re.compile(r"[A-Za-z0-9._:\-]{8,80}")
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
REPLAYED = "Idempotency-Replayed"


@dataclass(frozen=True, slots=True)
class Request:
    """Whose request, under which key, and what it says (for the hash)."""

    owner: str
    key: str
    said: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of what it says."""
        return hashlib.sha256(self.said).hexdigest()


def owner_of(actor: Actor, browser: str = "") -> str:
    """Whose keys they are: the person's, else the browser's."""
    return f"user:{actor.user_id}" if actor.user_id is not None else f"browser:{browser}"[:80]


@retried
def once(request: Request, work: Callable[[], HttpResponse], *, now: datetime) -> HttpResponse:
    """Do the work once and give its answer; the same key again gets the same answer. Raises Invalid, KeyInUse, KeyUsedOtherwise, what the work raises."""
    if not KEY.fullmatch(request.key):
        raise Invalid(fields={"idempotency_key": ["编号是 8 到 80 个字母、数字、点、横线或冒号。"]})
    with transaction.atomic(durable=True):
        lock_key(request)
        if (given := _given(request, now)) is not None:
            return given
        answer = work()
        if 200 <= answer.status_code < 300 or answer.status_code in (302, 303):
            _keep(request, answer, now)
        return answer


def lock_key(request: Request) -> None:
    """Take the key until the end of the transaction, without waiting. Raises KeyInUse."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"idempotency:{request.owner}:{request.key}"])
        if not cursor.fetchone()[0]:
            raise KeyInUse


def _given(request: Request, now: datetime) -> HttpResponse | None:
    row = GivenAnswer.objects.filter(owner=request.owner, key=request.key).first()
    if row is None:
        return None
    if row.created_at <= now - KEPT:
        row.delete()
        return None
    if row.request_hash != request.digest:
        raise KeyUsedOtherwise
    answer = HttpResponse(bytes(row.body), status=row.status, content_type=row.content_type or None)
    if row.location:
        answer["Location"] = row.location
    answer[REPLAYED] = "true"
    return answer


def _keep(request: Request, answer: HttpResponse, now: datetime) -> None:
    GivenAnswer.objects.create(
        owner=request.owner,
        key=request.key,
        request_hash=request.digest,
        status=answer.status_code,
        content_type=answer.get("Content-Type", "")[:80],
        location=answer.get("Location", ""),
        body=answer.content,
        created_at=now,
    )


def forget_old(*, now: datetime) -> int:
    """Delete answers whose time is over; how many."""
    return GivenAnswer.objects.filter(created_at__lte=now - KEPT).delete()[0]
