"""Staff screens: what the levels are worth, and who has one (MEM-08)."""

from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff
from core.errors import Conflict, Forbidden, Invalid, NotFound, sentence
from core.forms import NoteForm, say
from core.templatetags.ui import badge, day
from marketplace.levels import queries, services
from marketplace.levels.forms import GrantForm, TermsForm
from marketplace.levels.models import LevelGrant, LevelTerms, MemberLevel

TERMS, INDEX, DETAIL = "marketplace_levels", "marketplace_level_grants", "marketplace_level_grant"


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """What each level is worth, what comes, what was; say what one is worth from a day on: one domain call."""
    actor = require_staff("read", MemberLevel.access_resource)
    now = clock.now()
    today = timezone.localdate(now)
    form = TermsForm(request.POST or None, initial={"starts_on": today, "priority": 0, "points_share": 10000})
    if request.method == "POST":
        require(actor, "update", MemberLevel)
        if form.is_valid():
            try:
                made = services.set_terms(actor=actor, now=now, **form.cleaned_data)
            except Invalid as error:
                say(form, error)
            else:
                messages.success(request, f"定好了，{day(made.starts_on)}起按这个算。")
                return redirect(TERMS)
    known = {row.pk for row in (*queries.terms_on(today), *queries.coming(today))}
    context = {
        "now": queries.terms_on(today),
        "coming": queries.coming(today),
        "former": LevelTerms.objects.exclude(pk__in=known).select_related("level").order_by("-starts_on", "-pk")[:20],
        "form": form,
        "may": can(actor, "update", MemberLevel),
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "会员的等级"}, {"url": "", "label": "等级权益"}],
        "header_title": "等级权益",
        "header_icon": "list-ul",
    }
    return render(request, "levels/admin/terms.html", context, status=400 if form.errors else 200)


class GrantFilter(WagtailFilterSet):
    """By level and how it came."""

    level = django_filters.ModelChoiceFilter(label="等级", queryset=MemberLevel.objects.order_by("rank"), empty_label="全部")
    source = django_filters.ChoiceFilter(label="怎么来的", choices=LevelGrant.SOURCES, empty_label="全部")

    class Meta:
        model = LevelGrant
        fields: ClassVar[list[str]] = []


def standing(row: LevelGrant) -> Any:
    """Where it stands today, as a badge."""
    today = timezone.localdate(clock.now())
    if row.withdrawn_at is not None:
        return badge("撤回了", "bad")
    if row.holds_on(today):
        return badge("有效", "ok")
    return badge("还没开始", "info") if row.starts_on > today else badge("过期了")


class GrantIndex(StaffIndexView):
    """会员的等级: the latest first."""

    model = LevelGrant
    page_title = "会员的等级"
    header_icon = "pick"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    template_name = "levels/admin/index.html"
    filterset_class = GrantFilter
    search_fields = ("user__display_name", "user__phone", "reason")
    nothing_here = "还没有会员有等级。"
    columns: ClassVar = [
        TitleColumn("user", label="会员", accessor=lambda row: str(row.user), get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("level", label="等级", accessor=lambda row: row.level.name),
        Column("standing", label="状态", accessor=standing),
        Column("starts_on", label="从哪天起", accessor=lambda row: day(row.starts_on)),
        Column("ends_on", label="到哪天止", accessor=lambda row: day(row.ends_on) or "一直"),
        Column("source", label="怎么来的", accessor=lambda row: row.get_source_display()),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[LevelGrant]:
        """The latest first."""
        return queryset.select_related("user", "level").order_by("-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With what the actor may do."""
        return {**super().get_context_data(*args, **kwargs), "may_issue": can(self.request.actor, "issue", LevelGrant)}


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"url": reverse(INDEX), "label": "会员的等级"}, {"url": "", "label": label}]


def _one(number: int, actor: Actor) -> LevelGrant:
    row = LevelGrant.objects.select_related("user", "level", "granted_by", "withdrawn_by").filter(pk=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One level that somebody has: from when to when, why, who gave it."""
    return _show(request, _one(number, require_staff("read", LevelGrant.access_resource)))


def _show(request: HttpRequest, row: LevelGrant, *, error: str = "", note: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "row": row,
        "badge": standing(row),
        "may": row.withdrawn_at is None and can(actor, "withdraw", row) and row.user_id != actor.user_id,
        "error": error,
        "note": note,
        "breadcrumbs_items": _crumbs(str(row.user)),
        "header_title": f"{row.user}，{row.level.name}",
        "header_icon": "pick",
    }
    return render(request, "levels/admin/grant.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take it back with a reason: one domain call."""
    actor = require_staff("read", LevelGrant.access_resource)
    row, form = _one(number, actor), NoteForm(request.POST)
    require(actor, "withdraw", row)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        services.withdraw_level(row, actor=actor, now=clock.now(), note=note)
    except (Invalid, Conflict) as error:
        return _show(request, _one(number, actor), error=sentence(error), note=note, status=error.status)
    messages.success(request, "撤回了，已经告诉会员。")
    return redirect(DETAIL, number)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Give a member a level: one domain call."""
    actor = require_staff("issue", LevelGrant.access_resource)
    form = GrantForm(request.POST or None, initial={"starts_on": timezone.localdate(clock.now()), "months": "12"})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.grant_level(actor=actor, now=clock.now(), **form.found())
        except (Invalid, Forbidden) as error:
            say(form, error)
        else:
            messages.success(request, "给好了，已经告诉会员。")
            return redirect(DETAIL, made.pk)
    context = {"form": form, "breadcrumbs_items": _crumbs("给一位会员等级"), "header_title": "给一位会员等级", "header_icon": "pick"}
    return render(request, "levels/admin/issue.html", context, status=400 if form.errors else 200)
