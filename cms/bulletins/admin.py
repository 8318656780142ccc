"""便民公告: the queue, one notice, writing for the network centre, the switch 先审后发 (POR-06)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from cms.bulletins import services
from cms.bulletins.forms import NAMES, BulletinForm
from cms.bulletins.models import Bulletin
from cms.bulletins.states import BulletinKind, BulletinState
from core import clock
from core.access import Actor, can
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import Invalid, NotFound
from core.forms import say
from core.models import District
from core.states import steps_of
from core.templatetags.ui import day, state_badge

INDEX, DETAIL, WRITE = "cms_bulletins", "cms_bulletin", "cms_bulletins_write"
POSTED = [(state.value, str(state.label)) for state in BulletinState if state != BulletinState.DRAFT]
DECISIONS = {
    "approve": Decision(services.approve, "通过，公开出去", "马上谁都能看到，搜索两秒内跟上。", "通过了，已经公开，也告诉了写的人。"),
    "return": Decision(services.return_bulletin, "退回，请对方改", "说清哪一句要改、怎么改；内容都给他留着。", "退回了，原因已经发给对方。", danger=True),
    "hide": Decision(services.hide, "撤下", "页面马上看不到，搜索两秒内跟上。", "撤下了，原因已经发给对方。", danger=True),
    "restore": Decision(services.restore, "恢复显示", "页面马上又能看到。", "恢复显示了，已经告诉对方。"),
}
EVENTS = {
    "submit": "交来审核",
    "approve": "通过",
    "return": "退回",
    "withdraw": "自己撤回去改",
    "edit": "改过，重新审核",
    "expire": "到期",
    "close": "自己结束",
    "hide": "撤下",
    "restore": "恢复显示",
}


class BulletinFilter(WagtailFilterSet):
    """By state, kind and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=POSTED, empty_label="全部")
    kind = django_filters.ChoiceFilter(label="种类", choices=BulletinKind.choices, empty_label="都看")
    district = django_filters.ModelChoiceFilter(label="哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")

    class Meta:
        model = Bulletin
        fields: ClassVar[list[str]] = []


def waits(row: Bulletin) -> str:
    """How long a notice has been on the desk."""
    return waited(row.changed_at if row.state == BulletinState.PENDING else None, clock.now())


class BulletinIndex(StaffIndexView):
    """便民公告: what waits comes first, the longest waiting at the top. Drafts are nobody's business."""

    model = Bulletin
    page_title = "便民公告"
    header_icon = "comment"
    template_name = "bulletins/admin/bulletins.html"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = BulletinFilter
    search_fields = ("title", "text")
    tab_field = "state"
    tab_choices = POSTED
    nothing_here = "没有等着审的公告。"
    columns: ClassVar = [
        TitleColumn("title", label="标题", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("waits", label="等了", accessor=waits),
        Column("sender", label="谁发的"),
        Column("get_kind_display", label="种类"),
        Column("district", label="哪个区", accessor=lambda row: row.district.name if row.district else "全市"),
        Column("changed_at", label="改动", accessor=lambda row: day(row.changed_at)),
    ]

    def get_base_queryset(self) -> QuerySet[Bulletin]:
        """What was handed in and may be seen."""
        return super().get_base_queryset().exclude(state=BulletinState.DRAFT)

    def order_queryset(self, queryset: Any) -> QuerySet[Bulletin]:
        """The queue first."""
        waiting = Case(When(state=BulletinState.PENDING, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(state=BulletinState.PENDING, then="changed_at"))
        return queryset.with_names().order_by(waiting, queued, "-changed_at", "-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With what else one may do here."""
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        found = {"may_write": can(actor, "announce", "bulletin")}
        return {**super().get_context_data(*args, **kwargs), **found}


def _posted(number: int, actor: Actor) -> Bulletin:
    """What was handed in and the actor may read. Raises NotFound."""
    row = get_object_or_404(Bulletin.objects.with_names().exclude(state=BulletinState.DRAFT), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One notice: everything that it says, history, and what may be decided."""
    return _show(request, _posted(number, require_staff("read", "bulletin")))


def _show(request: HttpRequest, row: Bulletin, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = bool(row.access_scopes(actor) & {"o", "t"}) or row.author_id == actor.user_id

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "bulletin": row,
        "steps": steps_of(row, EVENTS),
        "waits": waits(row),
        "is_public": row.is_public(clock.now()),
        "is_own": own,
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "便民公告"}, {"url": "", "label": f"第 {row.pk} 条"}],
        "header_title": str(row),
        "header_icon": "comment",
    }
    return render(request, "bulletins/admin/bulletin.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Approve, return, hide, restore: one domain call."""
    actor = require_staff("read", "bulletin")
    row = _posted(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _posted(number, actor), failed=failed)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write a notice of the network centre."""
    actor = require_staff("announce", "bulletin")
    form = BulletinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.announce(actor=actor, now=clock.now(), **form.wanted())
        except Invalid as error:
            say(form, error, NAMES)
        else:
            messages.success(request, "发出去了。" if row.state == BulletinState.PUBLISHED else "写好了，等审核发布的同事看。")
            return redirect(DETAIL, row.pk)
    form.fields["text"].help_text = "什么时候、在哪儿、怎么参加、要不要钱，找谁问。"
    return _form(request, "bulletins/admin/write.html", {"form": form}, "发一条公告")


def _form(request: HttpRequest, template: str, context: dict[str, Any], title: str) -> HttpResponse:
    crumbs = [{"url": reverse(INDEX), "label": "便民公告"}, {"url": "", "label": title}]
    bad = context["form"].errors
    return render(request, template, {**context, "breadcrumbs_items": crumbs, "header_title": title, "header_icon": "comment"}, status=400 if bad else 200)
