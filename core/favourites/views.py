"""我的收藏: the shelf, and the pages of its own on which a thing is saved or let go; stored public pages only link to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require
from core.api import decode_moment, encode_cursor
from core.errors import NotFound
from core.favourites import queries, services
from core.favourites.models import Favourite
from core.subjects import BIGGEST

PORTAL = {"portal": "my"}
PAGE_SIZE = 20


@require_safe
@login_required
@never_cache
def shelf(request: HttpRequest) -> HttpResponse:
    """What one has saved, the newest first, of one kind if wanted."""
    now, kind = clock.now(), request.GET.get("kind", "")
    kind = kind if kind in queries.KINDS else ""
    found = queries.saved_of(request.user.pk, kind)  # type: ignore[arg-type]
    if cursor := request.GET.get("cursor", "")[:300]:
        at, number = decode_moment(cursor)
        found = found.filter(saved_at__lte=at).exclude(saved_at=at, pk__gte=number)
    rows = list(found[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    following = encode_cursor(rows[-1].saved_at.isoformat(), rows[-1].pk) if more else None
    kinds = [("", "全部"), *queries.KINDS.items()]
    saved = [(row, subject, queries.KINDS.get(row.kind, "")) for row, subject in queries.with_subjects(rows, now=now)]
    return render(request, "favourites/shelf.html", {**PORTAL, "saved": saved, "next": following, "kinds": kinds, "kind": kind})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def save(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Ask whether to save a thing, and save it. Raises NotFound for what the public may not see."""
    if request.method == "POST":
        row = services.save_favourite(kind, number, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        messages.success(request, f"「{row.title}」收好了，在我的收藏里。")
        return redirect("favourites:list")
    subject = queries.saveable(kind, number, now=clock.now())
    if subject is None:
        raise NotFound
    require(request.actor, "create", Favourite)  # type: ignore[attr-defined]
    context = {**PORTAL, "subject": subject, "is_saved": queries.is_saved(kind, number, request.user.pk)}  # type: ignore[arg-type]
    return render(request, "favourites/save.html", context)


@require_POST
@login_required
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Let a saved thing go. Raises NotFound for somebody else's."""
    row = Favourite.objects.filter(pk=number).first() if number <= BIGGEST else None
    if row is None:
        raise NotFound
    services.drop_favourite(row, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, f"「{row.title}」从收藏里拿掉了。")
    return redirect("favourites:list")
