"""Steps on the staff screens of the catalogue: up, down, out of use, merged into another (CLS-05). One domain call each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from core import clock
from core.access import current_actor, require
from core.admin import require_staff
from core.errors import Invalid, NotFound, sentence
from core.texts import whole
from marketplace.catalog import services
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import merge_preview

Row = Category | ServiceType


@dataclass(frozen=True, slots=True)
class Kind:
    """What the steps below need to know of either kind."""

    model: type[Row]
    screen: str
    merge: Callable[..., Row]
    shift: Callable[..., bool]
    retire: Callable[..., Row]
    change: Callable[..., Row]


KINDS = {
    "category": Kind(
        Category, "marketplace_catalog_categories", services.merge_category, services.shift_category, services.deactivate_category, services.change_category
    ),
    "service_type": Kind(
        ServiceType,
        "marketplace_catalog_service_types",
        services.merge_service_type,
        services.shift_service_type,
        services.deactivate_service_type,
        services.change_service_type,
    ),
}


def _row(kind: str, number: int, verb: str) -> Row:
    require_staff("read", "category")
    row: Any = get_object_or_404(KINDS[kind].model, pk=number)
    require(current_actor(), verb, row)
    return row


@require_POST
def shift(request: HttpRequest, kind: str, number: int, direction: str) -> HttpResponse:
    """One place up or down."""
    if direction not in ("up", "down"):
        raise NotFound
    row = _row(kind, number, "update")
    if not KINDS[kind].shift(row, up=direction == "up", actor=current_actor(), now=clock.now()):
        messages.info(request, f"「{row}」已经在头上了。" if direction == "up" else f"「{row}」已经在末尾了。")
    return redirect(f"{KINDS[kind].screen}:index")


@require_POST
def use(request: HttpRequest, kind: str, number: int, switch: str) -> HttpResponse:
    """Take out of use or put back."""
    if switch not in ("on", "off"):
        raise NotFound
    row, known = _row(kind, number, "update"), KINDS[kind]
    try:
        if switch == "off":
            known.retire(row, actor=current_actor(), now=clock.now())
        else:
            known.change(row, actor=current_actor(), now=clock.now(), active=True)
    except Invalid as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, f"「{row}」启用了。" if switch == "on" else f"「{row}」停用了，菜单和表单里不再出现。")
    return redirect(f"{known.screen}:edit", number)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Choose the other one, look at what will happen, confirm."""
    row, known = _row(kind, number, "merge"), KINDS[kind]
    choices = known.model.objects.in_use().exclude(pk=row.pk)
    asked = request.POST.get("into") or request.GET.get("into") or ""
    target = choices.filter(pk=whole(asked) or 0).first()
    error = "先选一个还在用的。" if asked and target is None else ""
    if request.method == "POST" and not error:
        if target is None:
            error = "先选并到哪一个。"
        else:
            try:
                kept = known.merge(row, target=target, actor=current_actor(), now=clock.now())
            except Invalid as refused:
                error = sentence(refused)
            else:
                messages.success(request, f"「{row}」并进「{kept}」了，旧链接都会转过来。")
                return redirect(f"{known.screen}:edit", kept.pk)
    return _ask_merge(request, kind, row, choices, target, error)


def _ask_merge(request: HttpRequest, kind: str, row: Row, choices: QuerySet, target: Row | None, error: str) -> HttpResponse:
    known = KINDS[kind]
    context = {
        "row": row,
        "kind": kind,
        "target": target,
        **merge_preview(row, choices),
        "error": error,
        "screen": known.screen,
        "breadcrumbs_items": [
            {"url": reverse(f"{known.screen}:index"), "label": str(known.model._meta.verbose_name)},
            {"url": reverse(f"{known.screen}:edit", args=[row.pk]), "label": str(row)},
            {"url": "", "label": "并到别的"},
        ],
        "header_title": f"把「{row}」并到别的",
        "header_icon": "redirect",
    }
    return render(request, "catalog/admin/merge.html", context, status=400 if error else 200)
