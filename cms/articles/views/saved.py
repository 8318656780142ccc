"""我的收藏: the list, and the pages of its own on which a lesson is saved or let go."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.articles import queries, services
from cms.articles.models import LessonPage, SavedLesson
from core import clock
from core.access import require
from core.api import decode_moment, encode_cursor
from core.errors import NotFound

PORTAL = {"portal": "my"}
PAGE_SIZE = 20
BIGGEST = 2**31 - 1


@require_safe
@login_required
@never_cache
def saved(request: HttpRequest) -> HttpResponse:
    """One's saved lessons, the newest first."""
    now = clock.now()
    found = queries.saved_of(request.user.pk)  # type: ignore[arg-type]
    if cursor := request.GET.get("cursor", "")[:300]:
        at, number = decode_moment(cursor)
        found = found.filter(saved_at__lte=at).exclude(saved_at=at, pk__gte=number)
    rows = list(found[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    shown = set(LessonPage.objects.shown(now).filter(pk__in=[row.lesson_id for row in rows]).values_list("pk", flat=True))
    following = encode_cursor(rows[-1].saved_at.isoformat(), rows[-1].pk) if more else None
    context = {**PORTAL, "saved": [(row, row.lesson_id in shown) for row in rows], "next": following, "classroom": queries.classroom(now)}
    return render(request, "articles/saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Ask whether to save a lesson, and save it. Raises NotFound for what the public may not see."""
    if number > BIGGEST:
        raise NotFound
    if request.method == "POST":
        row = services.save_lesson(number, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        messages.success(request, f"「{row.lesson.title}」收好了，在我的收藏里。")
        return redirect("articles:saved")
    lesson = LessonPage.objects.shown(clock.now()).filter(pk=number).first()
    if lesson is None:
        raise NotFound
    require(request.actor, "create", SavedLesson)  # type: ignore[attr-defined]
    context = {**PORTAL, "lesson": lesson, "is_saved": queries.is_saved(lesson, request.user.pk)}  # type: ignore[arg-type]
    return render(request, "articles/save.html", context)


@require_POST
@login_required
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Let a saved lesson go. Raises NotFound for somebody else's."""
    row = SavedLesson.objects.select_related("lesson").filter(pk=number).first() if number <= BIGGEST else None
    if row is None:
        raise NotFound
    services.drop_lesson(row, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, f"「{row.lesson.title}」从收藏里拿掉了。")
    return redirect("articles:saved")
