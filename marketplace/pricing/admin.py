"""Staff screens of guidance prices: the list, publishing, one range with the history of its service, tables in and out (PRI-01)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff
from core.errors import Conflict, Invalid, NotFound, sentence
from core.forms import NoteForm, SheetForm, say
from core.models import District
from core.money import Money
from core.sheets import MOST_BYTES
from core.templatetags.ui import badge, day
from core.texts import whole
from marketplace.catalog.models import Category
from marketplace.catalog.queries import shown
from marketplace.pricing import services
from marketplace.pricing.forms import GuidanceForm, after
from marketplace.pricing.models import GuidancePrice
from marketplace.pricing.queries import before, history, with_standing
from marketplace.pricing.sheet import COLUMNS, written
from marketplace.pricing.shown import span
from marketplace.pricing.states import TONES, Standing

INDEX, DETAIL = "marketplace_guidance_prices", "marketplace_guidance_price"
RESOURCE = GuidancePrice.access_resource


class GuidanceFilter(WagtailFilterSet):
    """By where it stands, category and district."""

    standing = django_filters.ChoiceFilter(label="状态", choices=Standing.choices, empty_label="全部")
    category = django_filters.ModelChoiceFilter(
        label="分类", queryset=Category.objects.filter(parent=None, merged_into=None).in_order(), method="by_category", empty_label="全部"
    )
    district = django_filters.ModelChoiceFilter(label="哪里", queryset=District.objects.order_by("position", "pk"), empty_label="都看")

    class Meta:
        model = GuidancePrice
        fields: ClassVar[list[str]] = []

    def by_category(self, found: QuerySet[GuidancePrice], name: str, value: Category) -> QuerySet[GuidancePrice]:
        """The category and what is below it."""
        return found.filter(Q(service_type__category=value) | Q(service_type__category__parent=value))


def money(row: GuidancePrice) -> str:
    """The range with its unit, in one line."""
    return f"{span(Money(row.low_fen).yuan, Money(row.high_fen).yuan)} {row.unit.label}"


def standing_badge(row: GuidancePrice) -> str:
    """Where it stands, as a badge."""
    known = Standing(row.standing)  # type: ignore[attr-defined]
    return badge(known.label, TONES[known])


class GuidanceIndex(StaffIndexView):
    """指导价格: the latest first."""

    model = GuidancePrice
    page_title = "指导价格"
    header_icon = "tag"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    template_name = "pricing/admin/index.html"
    filterset_class = GuidanceFilter
    search_fields = ("service_type__name", "service_type__code", "basis")
    tab_field = "standing"
    tab_choices = Standing.choices
    nothing_here = "还没有发布过指导价。"
    columns = (
        TitleColumn("service_type", label="服务项目", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("standing", label="状态", accessor=standing_badge),
        Column("money", label="指导价", accessor=money, classname="staff-number"),
        Column("district", label="哪里", accessor=lambda row: row.district or "全市"),
        Column("starts_on", label="从哪天起", accessor=lambda row: day(row.starts_on)),
        Column("category", label="分类", accessor=lambda row: shown(row.service_type.category)),
        Column("published_by", label="谁发布的", accessor=lambda row: row.published_by or "系统"),
    )

    def get_base_queryset(self) -> QuerySet[GuidancePrice]:
        """With where each stands today."""
        return with_standing(super().get_base_queryset(), on=timezone.localdate(clock.now())).with_names()  # type: ignore[attr-defined]

    def order_queryset(self, queryset: QuerySet[GuidancePrice]) -> QuerySet[GuidancePrice]:
        """The latest first."""
        return queryset.order_by("-starts_on", "-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With what the actor may do."""
        return {**super().get_context_data(*args, **kwargs), "may_publish": can(self.request.actor, "create", GuidancePrice)}


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"url": reverse(INDEX), "label": "指导价格"}, {"url": "", "label": label}]


def _row(number: int, actor: Actor) -> GuidancePrice:
    """A range that the actor may read. Raises NotFound."""
    rows = with_standing(GuidancePrice.objects.with_names(), on=timezone.localdate(clock.now()))
    row = get_object_or_404(rows, pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One range, what its service ever had, and the way to withdraw it."""
    actor = require_staff("read", RESOURCE)
    return _show(request, _row(number, actor))


def _show(request: HttpRequest, row: GuidancePrice, *, error: str = "", note: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    previous = before(row)
    context = {
        "row": row,
        "money": money(row),
        "badge": standing_badge(row),
        "history": [(one, money(one), standing_badge(one)) for one in history(row, on=timezone.localdate(clock.now()))],
        "previous": money(previous) if previous else "",
        "may_publish": can(actor, "create", GuidancePrice),
        "may_withdraw": row.withdrawn_at is None and can(actor, "update", row),
        "error": error,
        "note": note,
        "breadcrumbs_items": _crumbs(f"第 {row.pk} 档"),
        "header_title": str(row.service_type),
        "header_icon": "tag",
    }
    return render(request, "pricing/admin/guidance.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a range with a reason: one domain call."""
    actor = require_staff("read", RESOURCE)
    row, form = _row(number, actor), NoteForm(request.POST)
    require(actor, "update", row)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        services.withdraw_guidance(row, actor=actor, now=clock.now(), note=note)
    except (Invalid, Conflict) as error:
        return _show(request, _row(number, actor), error=sentence(error) if isinstance(error, Invalid) else error.message, note=note, status=error.status)
    messages.success(request, "撤回了，网站上马上按现在的算。")
    return redirect(DETAIL, number)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a range; `of` names one whose successor it will be."""
    actor = require_staff("create", RESOURCE)
    if request.method != "POST":
        of = request.GET.get("of", "")
        row = GuidancePrice.objects.filter(pk=whole(of) or 0).first()
        return _ask(request, GuidanceForm(initial=after(row, today=timezone.localdate(clock.now()))))
    form = GuidanceForm(request.POST)
    if form.is_valid():
        try:
            made = services.publish_guidance(actor=actor, now=clock.now(), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            coming = made.starts_on > timezone.localdate(made.published_at)
            messages.success(request, f"发布了，{day(made.starts_on)}零点换上。" if coming else "发布了，网站上马上看到。")
            return redirect(DETAIL, made.pk)
    return _ask(request, form, status=400)


def _ask(request: HttpRequest, form: GuidanceForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "breadcrumbs_items": _crumbs("发布一档"), "header_title": "发布一档指导价", "header_icon": "tag"}
    return render(request, "pricing/admin/publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """A table in: all of it or nothing, each wrong line named."""
    actor = require_staff("create", RESOURCE)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = services.import_guidance(content=form.cleaned_data["file"].read(MOST_BYTES + 1), actor=actor, now=clock.now())
        except Invalid as error:
            say(form, error)
        else:
            known = f"，{done.known} 档原来就是这样" if done.known else ""
            messages.success(request, f"发布了 {done.published} 档{known}。")
            return redirect(INDEX)
    context = {"form": form, "columns": COLUMNS, "breadcrumbs_items": _crumbs("用表格发布"), "header_title": "用表格发布", "header_icon": "upload"}
    return render(request, "pricing/admin/import.html", context, status=400 if form.errors else 200)


@require_safe
def take_out(request: HttpRequest) -> HttpResponse:
    """A table out: every range that was not withdrawn, in a form that can come in again."""
    require_staff("read", RESOURCE)
    rows = GuidancePrice.objects.standing().with_names().order_by("service_type__category_id", "service_type__position", "service_type_id", "starts_on", "pk")
    response = HttpResponse(written(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="guidance-{timezone.localdate(clock.now())}.csv"'
    return response
