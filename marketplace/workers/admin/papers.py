"""证件核验: the queue and one paper (WRK-03, X-TR-01); the kinds of papers."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn

from core import clock
from core.access import Actor, can
from core.admin import CodeColumn, StaffIndexView, StaffViewSet, require_staff, waited
from core.audit.services import record_refusal
from core.errors import Conflict, Invalid, NotFound, sentence
from core.forms import NoteForm
from core.media.models import PrivateFile
from core.templatetags.ui import badge, moment
from marketplace.workers import services
from marketplace.workers.models import Paper, PaperKind
from marketplace.workers.models.papers import PaperState
from marketplace.workers.queries import own

PAPERS, PAPER = "marketplace_worker_papers", "marketplace_worker_paper"
STATES = [(state.value, str(state.label)) for state in PaperState]
TONES = {"pending": "warn", "verified": "ok", "refused": "bad"}
FIELDS = ("code", "name", "group", "months", "needed_to_work", "service_types", "public", "position", "active")
REVIEWS: dict[str, tuple[Callable[..., Any], str]] = {
    "verify": (services.verify_paper, "核验过了，已经告诉本人和单位。"),
    "refuse": (services.refuse_paper, "记下了，原因已经发过去。"),
}


class PaperFilter(WagtailFilterSet):
    """By state and kind."""

    state = django_filters.ChoiceFilter(label="核验", choices=STATES, empty_label="全部")
    kind = django_filters.ModelChoiceFilter(label="种类", queryset=PaperKind.objects.order_by("position", "pk"), empty_label="都看")

    class Meta:
        model = Paper
        fields: ClassVar[list[str]] = []


class PaperIndex(StaffIndexView):
    """证件核验: what waits first, the longest waiting at the top."""

    model = Paper
    page_title = "证件核验"
    header_icon = "doc-full"
    index_url_name = PAPERS
    index_results_url_name = f"{PAPERS}_results"
    filterset_class = PaperFilter
    search_fields = ("worker__name", "worker__called", "kind__name", "issuer")
    tab_field = "state"
    tab_choices = STATES
    nothing_here = "没有等着核验的证件。"
    columns: ClassVar = [
        TitleColumn("kind", label="证件", get_url=lambda row: reverse(PAPER, args=[row.pk])),
        Column("worker", label="谁的", accessor=lambda row: row.worker.name),
        Column("enterprise", label="所属企业", accessor=lambda row: row.worker.enterprise.shown_name if row.worker.enterprise else "自己接活"),
        Column("state", label="核验", accessor=lambda row: badge(row.get_state_display(), TONES[row.state])),
        Column("waits", label="等了", accessor=lambda row: waited(row.created_at if row.state == PaperState.PENDING else None, clock.now())),
        Column("ends_on", label="有效期到", accessor=lambda row: row.ends_on or "长期"),
        Column("created_at", label="登记", accessor=lambda row: moment(row.created_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Paper]:
        """The queue first."""
        waiting = Case(When(state=PaperState.PENDING, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(state=PaperState.PENDING, then="created_at"))
        return queryset.select_related("kind", "worker__enterprise").order_by(waiting, queued, "-created_at", "-pk")


@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """One paper with its evidence."""
    actor = require_staff("read", Paper.access_resource)
    return _show(request, own.readable_paper(number, actor=actor))


def _show(request: HttpRequest, row: Paper, *, event: str = "", problem: str = "", typed: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_own = bool(row.access_scopes(actor) & {"o", "t"}) or (row.author_id is not None and row.author_id == actor.user_id)
    files = list(PrivateFile.objects.filter(pk__in=row.files))
    context = {
        "paper": row,
        "worker": row.worker,
        "holds": row.holds_on(timezone.localdate(clock.now())),
        "files": [(one, can(actor, "read", one)) for one in files],
        "is_own": is_own,
        "may_review": row.state == PaperState.PENDING and not is_own and can(actor, "verify", row),
        "event": event,
        "problem": problem,
        "typed": typed,
        "breadcrumbs_items": [{"url": reverse(PAPERS), "label": "证件核验"}, {"url": "", "label": f"第 {row.pk} 份"}],
        "header_title": f"{row.worker.name}的{row.kind.name}",
        "header_icon": "doc-full",
    }
    return render(request, "workers/admin/paper.html", context, status=status)


@require_POST
def review(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Verify or refuse: one domain call."""
    actor = require_staff("read", Paper.access_resource)
    row = own.readable_paper(number, actor=actor)
    if event not in REVIEWS:
        raise NotFound
    service, done = REVIEWS[event]
    form, typed = NoteForm(request.POST), request.POST.get("note", "").replace("\x00", "")[:500]
    if not form.is_valid():
        return _show(request, row, event=event, problem="；".join(map(str, form.errors["note"])), typed=typed, status=400)
    try:
        service(row, actor=actor, now=clock.now(), note=form.cleaned_data["note"])
    except Invalid as error:
        return _show(request, row, event=event, problem=sentence(error), typed=typed, status=400)
    except Conflict as error:
        record_refusal(actor, error, path=request.path, method="POST")
        return _show(request, own.readable_paper(number, actor=actor), event=event, problem=sentence(error), typed=typed, status=error.status)
    messages.success(request, done)
    return redirect(PAPERS)


class KindIndex(StaffIndexView):
    """In their order."""

    nothing_here = "还没有种类。"

    @property
    def columns(self) -> list[BaseColumn]:
        """What, for how long, and what happens without it."""
        return [
            self._get_title_column("name"),
            CodeColumn("code", label="代码"),
            Column("group", label="类别", accessor="get_group_display"),
            Column("months", label="有效几个月", accessor=lambda row: row.months or "长期"),
            Column("needed", label="没有就不能派工", accessor=lambda row: "是" if row.needed_to_work else ""),
            Column("active", label="状态", accessor=lambda row: badge("启用", "ok") if row.active else badge("停用", "warn")),
        ]

    def order_queryset(self, queryset: Any) -> QuerySet[PaperKind]:
        """As forms offer them."""
        return queryset.order_by("position", "pk")


class PaperKindViewSet(StaffViewSet):
    """证件种类: what is asked of whom."""

    model = PaperKind
    url_prefix, menu_label, menu_order, icon = "marketplace-workers-kinds", "证件种类", 238, "list-ul"
    index_view_class = KindIndex
    search_fields: ClassVar = ("name", "code")
    list_per_page = 50
    create_service = staticmethod(services.save_kind)
    update_service = staticmethod(services.save_kind)
    panels: ClassVar = [FieldPanel(name) for name in FIELDS]
