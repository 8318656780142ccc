"""Staff screens: admission of enterprises (ENT-01). Everything is saved by services, one call each."""

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import Invalid, NotFound, sentence
from core.forms import NoteForm
from core.models import District
from core.states import steps_of
from core.templatetags.ui import moment, state_badge
from marketplace.enterprises import services
from marketplace.enterprises.admin.record import record_of
from marketplace.enterprises.licence import problem_of
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState
from members.phones import masked

INDEX, DETAIL = "marketplace_enterprises", "marketplace_enterprise"
HANDED_IN = [(state.value, state.label) for state in EnterpriseState if state != EnterpriseState.DRAFT]
DECISIONS = {
    "approve": Decision(services.approve, "通过，准许加盟", "公开页面马上能看到，从现在起可以发布服务。", "通过了，已经通知企业。"),
    "reject": Decision(services.reject, "退回，请对方改", "说清哪一样不对、怎么改；填过的都给他留着。", "退回了，原因已经发给企业。", danger=True),
    "suspend": Decision(services.suspend, "停业", "页面和全部服务马上撤下，搜索两秒内跟上。", "停业了，页面已经撤下，原因已经发给企业。", danger=True),
    "reinstate": Decision(services.reinstate, "恢复营业", "页面和服务马上又能看到。", "恢复营业了，已经通知企业。"),
}
EVENTS = {
    "submit": "交来申请",
    "withdraw": "自己撤回去改",
    "approve": "通过",
    "reject": "退回",
    "suspend": "停业",
    "reinstate": "恢复营业",
    "import": "批量录入",
}


class ApplicationFilter(WagtailFilterSet):
    """By state and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=HANDED_IN, empty_label="全部")
    district = django_filters.ModelChoiceFilter(label="所在区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")

    class Meta:
        model = Enterprise
        fields: list[str] = []


def _waits(row: Enterprise) -> str:
    """How long an application has been on the desk."""
    return waited(row.waits_since, clock.now())


class EnterpriseIndex(StaffIndexView):
    """企业入驻: what waits comes first, the longest waiting at the top; then the others, the latest first. Drafts are nobody's business."""

    model = Enterprise
    page_title = "企业入驻"
    header_icon = "clipboard-list"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = ApplicationFilter
    search_fields = ("legal_name", "short_name", "licence_no")
    tab_field = "state"
    tab_choices = HANDED_IN
    nothing_here = "没有等着审的申请。"
    columns = (
        TitleColumn("legal_name", label="企业", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("waits", label="等了", accessor=_waits),
        Column("district", label="所在区"),
        Column("licence_no", label="统一社会信用代码", classname="staff-number"),
        Column("applied_at", label="交来", accessor=lambda row: moment(row.applied_at)),
    )

    def get_base_queryset(self) -> QuerySet[Enterprise]:
        """What was handed in and may be seen."""
        return super().get_base_queryset().exclude(state=EnterpriseState.DRAFT).select_related("district")

    def order_queryset(self, queryset: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
        """The queue first."""
        waits = Case(When(state=EnterpriseState.SUBMITTED, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(state=EnterpriseState.SUBMITTED, then="applied_at"))
        return queryset.order_by(waits, queued, "-applied_at", "-pk")


def _application(number: int, actor: Actor) -> Enterprise:
    """What was handed in and the actor may read. Raises NotFound."""
    rows = Enterprise.objects.exclude(state=EnterpriseState.DRAFT).select_related("district", "organisation", "applicant")
    row = get_object_or_404(rows, pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One application: data, files, history, and what may be decided."""
    actor = require_staff("read", "enterprise")
    return show(request, _application(number, actor))


def show(
    request: HttpRequest, row: Enterprise, *, failed: Failed | None = None, revealed: str = "", reveal_error: str = "", assessing: dict[str, str] | None = None
) -> HttpResponse:
    """The record of a supplier: file, audit, agreement, grade, outlets, history."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = row.applicant_id == actor.user_id or row.organisation_id in actor.organisation_ids

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "enterprise": row,
        "categories": list(row.categories.select_related("parent").in_order()),
        "files": [(one, can(actor, "read", one.file)) for one in row.files.select_related("file").order_by("pk")],
        "steps": steps_of(row, EVENTS),
        "licence_problem": problem_of(row.licence_no),
        "namesakes": list(Enterprise.objects.filter(licence_no=row.licence_no).exclude(pk=row.pk).exclude(state=EnterpriseState.DRAFT).order_by("-pk")[:5]),
        "phone": revealed or masked(row.phone),
        "may_reveal": bool(row.phone) and not revealed and can(actor, "reveal", row),
        "reveal_error": reveal_error,
        "waits": _waits(row),
        "is_own": own,
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        **record_of(row, actor, assessing),
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "企业入驻"}, {"url": "", "label": f"第 {row.pk} 号申请"}],
        "header_title": str(row),
        "header_icon": "clipboard-list",
    }
    return render(request, "enterprises/admin/application.html", context, status=failed.status if failed else 400 if reveal_error or assessing else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Approve, reject, suspend, reinstate: one domain call."""
    actor = require_staff("read", "enterprise")
    row = _application(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else show(request, _application(number, actor), failed=failed)


@require_POST
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole number once; leaves an audit row."""
    actor = require_staff("read", "enterprise")
    row = _application(number, actor)
    require(actor, "reveal", row)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, row, reveal_error="；".join(map(str, form.errors["note"])))
    try:
        phone = services.reveal_phone(row, reason=form.cleaned_data["note"], actor=actor, now=clock.now())
    except Invalid as error:
        return show(request, row, reveal_error=sentence(error))
    messages.success(request, "号码只在这一页显示，已经记入审计记录。")
    return show(request, row, revealed=phone)
