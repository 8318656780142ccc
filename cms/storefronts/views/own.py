"""店铺页面: an enterprise arranges its sections, looks at the draft, hands it in, goes back to an older version. Plain forms, one call each."""

from functools import wraps
from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.storefronts import queries, services
from cms.storefronts.forms import ITEM_FORMS, SubmitForm, section_form
from cms.storefronts.models import Storefront
from cms.storefronts.sections import Section
from cms.storefronts.shown import storefront_context
from cms.storefronts.states import OPEN, WITH_ITEMS, SectionKind
from cms.storefronts.views.public import for_sharing
from core import clock
from core.errors import Invalid, NotFound
from core.forms import say
from core.states import available, steps_of

PORTAL = {"portal": "enterprise"}
ADDED = {
    SectionKind.INTRODUCTION: "几句话说清你们是谁、拿手什么。",
    SectionKind.GALLERY: "门面、工具、干活的样子，自己拍的最好。",
    SectionKind.SERVICES: "正在发布的服务，自动跟着变。",
    SectionKind.FEES: "一张价目表，旁边标出和指导价比高低。",
    SectionKind.CERTIFICATES: "证书、编号、有效期。",
    SectionKind.NEWS: "开了新店、来了新师傅、节日安排。",
    SectionKind.CONTACT: "几点有人、怎么问。号码不公开，在站内留言。",
    SectionKind.RATINGS: "最近几条评价放在这里；不放就在最下面，删不掉。",
}
EVENTS = {
    "edit": "开始修改",
    "submit": "提交审核",
    "withdraw": "撤回",
    "approve": "审核通过，上线",
    "schedule": "审核通过，等着上线",
    "cancel": "取消定时",
    "go_live": "到时上线",
    "return": "退回",
    "hide": "内容撤下",
}
DONE = "存好了。改完记得提交审核，通过以前公开的还是原来的样子。"


class _Own(Protocol):
    def __call__(self, request: HttpRequest, row: Storefront, *args: Any, **kwargs: Any) -> HttpResponse: ...


def own_storefront(view: _Own) -> Any:
    """The view with the storefront of the actor's admitted enterprise. Raises NotFound where there is none."""

    @login_required
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        enterprise = queries.own_enterprise(actor)
        row = queries.storefront_of(enterprise) if enterprise is not None else None
        if row is None:
            raise NotFound
        return view(request, row, *args, **kwargs)

    return found


def _section(row: Storefront, section: str) -> Section:
    found = next((one for one in queries.draft_of(row) if one.id == section), None)
    if found is None:
        raise NotFound
    return found


def _item(section: Section, item: str) -> dict[str, Any]:
    found = next((one for one in section.items if one["id"] == item), None)
    if found is None:
        raise NotFound
    return found


@require_safe
@login_required
@never_cache
def edit(request: HttpRequest) -> HttpResponse:
    """The list of sections, where the newest version stands, and what may be done with it.

    Whoever has no admitted enterprise is led to where his application stands; an imported one gets its storefront here.
    """
    actor = request.actor  # type: ignore[attr-defined]
    enterprise = queries.own_enterprise(actor)
    if enterprise is None:
        return redirect("enterprises:home")
    row = queries.storefront_of(enterprise) or services.ensure_storefront(enterprise, actor=actor, now=clock.now())
    return _overview(request, row, SubmitForm())


def _overview(request: HttpRequest, row: Storefront, form: SubmitForm) -> HttpResponse:
    sections = queries.draft_of(row)
    there = {section.kind for section in sections}
    may_edit = row.state in OPEN
    context = {
        "storefront": row,
        "enterprise": row.page.enterprise,
        "sections": sections,
        "may_edit": may_edit,
        "moves": {event for event, _ in available(row, request.actor)},  # type: ignore[attr-defined]
        "reason": queries.last_word(row) if may_edit else "",
        "kinds": [(kind, ADDED[kind]) for kind in SectionKind if kind in WITH_ITEMS or kind not in there],
        "steps": steps_of(row, EVENTS, last=8),
        "form": form,
    }
    return render(request, "storefronts/own/overview.html", {**PORTAL, **context})


@require_POST
@own_storefront
def add(request: HttpRequest, row: Storefront, kind: str) -> HttpResponse:
    """Add a section and go on to fill it."""
    section = services.add_section(row, kind=kind, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return redirect("storefronts:section", section)


@require_http_methods(["GET", "HEAD", "POST"])
@own_storefront
def section(request: HttpRequest, row: Storefront, section: str) -> HttpResponse:
    """One section: its heading and text, and the things in it."""
    found = _section(row, section)
    form_class = section_form(found.kind)
    form = form_class(request.POST) if request.method == "POST" else form_class(initial={"heading": found.heading, "text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_section(row, section, fields=form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, DONE)
            return redirect("storefronts:section", section) if found.kind in WITH_ITEMS else redirect("storefronts:edit")
    context = {
        "section": found,
        "form": form,
        "has_items": found.kind in WITH_ITEMS,
        "pictures": queries.pictures([found]),
        "hint": ADDED[SectionKind(found.kind)],
    }
    return render(request, "storefronts/own/section.html", {**PORTAL, **context})


@require_POST
@own_storefront
def shift(request: HttpRequest, row: Storefront, section: str, direction: str) -> HttpResponse:
    """One place up or down."""
    if direction not in ("up", "down"):
        raise NotFound
    services.move_section(row, section, up=direction == "up", actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return redirect("storefronts:edit")


@require_POST
@own_storefront
def remove(request: HttpRequest, row: Storefront, section: str) -> HttpResponse:
    """Take a section out."""
    services.remove_section(row, section, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "栏目去掉了，要找回来看「历史版本」。")
    return redirect("storefronts:edit")


@require_http_methods(["GET", "HEAD", "POST"])
@own_storefront
def item(request: HttpRequest, row: Storefront, section: str, item: str = "") -> HttpResponse:
    """Add a picture, a certificate or a piece of news, or change one."""
    found = _section(row, section)
    if found.kind not in ITEM_FORMS:
        raise NotFound
    known = _item(found, item) if item else {}
    form = ITEM_FORMS[found.kind](request.POST, request.FILES) if request.method == "POST" else ITEM_FORMS[found.kind](initial=known)
    if request.method == "POST" and form.is_valid() and _keep_item(request, row, section, item, form):
        messages.success(request, DONE)
        return redirect("storefronts:section", section)
    context = {"section": found, "form": form, "item": known, "pictures": queries.pictures([found])}
    return render(request, "storefronts/own/item.html", {**PORTAL, **context})


def _keep_item(request: HttpRequest, row: Storefront, section: str, item: str, form: Form) -> bool:
    fields = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    given: dict[str, Any] = {"fields": fields, "file": form.cleaned_data.get("file"), "actor": request.actor, "now": clock.now()}  # type: ignore[attr-defined]
    try:
        if item:
            services.change_item(row, section, item, **given)
        else:
            services.add_item(row, section, **given)
    except Invalid as error:
        say(form, error)
        return False
    return True


@require_POST
@own_storefront
def remove_item(request: HttpRequest, row: Storefront, section: str, item: str) -> HttpResponse:
    """Take a picture, a certificate or a piece of news out."""
    services.remove_item(row, section, item, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "去掉了。")
    return redirect("storefronts:section", section)


@require_safe
@own_storefront
def preview(request: HttpRequest, row: Storefront, number: int | None = None) -> HttpResponse:
    """The newest version, or an older one, as visitors would see it. Only for the enterprise; never stored."""
    sections = queries.draft_of(row) if number is None else queries.version_of(row, number)
    context = storefront_context(row.page.enterprise, sections, now=clock.now())
    return render(request, "storefronts/storefront.html", for_sharing(request, {**context, "preview": "own", "version": number}))


@require_POST
@own_storefront
def submit(request: HttpRequest, row: Storefront) -> HttpResponse:
    """Hand in the newest version."""
    form = SubmitForm(request.POST)
    if form.is_valid():
        try:
            services.submit_storefront(row, go_live_at=form.moment(), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "交上去了，结果会发到消息里。")
            return redirect("storefronts:edit")
    return _overview(request, row, form)


@require_POST
@own_storefront
def take_back(request: HttpRequest, row: Storefront, event: str) -> HttpResponse:
    """Take it back from review, or do not go live at the hour."""
    verbs = {"withdraw": services.withdraw_storefront, "cancel": services.cancel_schedule}
    if event not in verbs:
        raise NotFound
    verbs[event](row, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "撤回来了，可以接着改。")
    return redirect("storefronts:edit")


@require_safe
@own_storefront
def versions(request: HttpRequest, row: Storefront) -> HttpResponse:
    """The newest versions, what each looked like, and the way back to it."""
    context = {"storefront": row, "versions": queries.versions(row), "may_edit": row.state in OPEN}
    return render(request, "storefronts/own/versions.html", {**PORTAL, **context})


@require_POST
@own_storefront
def restore(request: HttpRequest, row: Storefront, number: int) -> HttpResponse:
    """Take up an older version."""
    services.restore_version(row, number, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "那一版拿回来了，接着改或者提交审核。")
    return redirect("storefronts:edit")
