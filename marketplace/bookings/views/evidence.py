"""Photos of the work: whoever is there takes them, the family and the provider look at them (BKG-21)."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import Actor, require
from core.errors import Conflict, Invalid
from core.forms import attempt
from core.media.models import PrivateFile
from marketplace.bookings import services
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own


def _picture(found: PrivateFile) -> HttpResponse:
    """A private picture, never kept."""
    answer = FileResponse(found.file.open("rb"), content_type=found.content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    return answer  # type: ignore[return-value]


@require_safe
@login_required
@never_cache
def family(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """A photo of one's own order."""
    actor = request.actor  # type: ignore[attr-defined]
    return _picture(services.open_evidence(own.for_customer(number, actor=actor), position, actor=actor, now=clock.now()))


@require_safe
@login_required
@never_cache
def provider(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """A photo of an order of one's enterprise."""
    actor = request.actor  # type: ignore[attr-defined]
    return _picture(services.open_evidence(own.for_provider(number, actor=actor), position, actor=actor, now=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def worker(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """The photo of one line: look at it, or send it."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_worker(number, actor=actor)
    if request.method != "POST":
        return _picture(services.open_evidence(row, position, actor=actor, now=now))
    require(actor, "check_in", row)
    file = request.FILES.get("photo")
    attempt(request, lambda: _keep(row, actor, now, position, file), "留好了，家里看得到。", shown=(Invalid, Conflict))
    return redirect("bookings:visit", number)


def _keep(row: Booking, actor: Actor, now: datetime, position: int, file: UploadedFile | None) -> None:
    if file is None:
        raise Invalid(fields={"photo": ["选一张照片。"]})
    services.add_evidence(row, actor=actor, now=now, position=position, file=file)
