"""Staff screens: accounts with their duties, organisations, texts to agree to. Everything is saved by services."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from core import clock
from core.access import can, current_actor, require
from core.admin import AccessPolicy, CodeColumn, ServiceViewSet
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt
from core.templatetags.ui import badge, day
from members import permissions, queries, services
from members.forms import GrantForm, ReasonForm
from members.models import ConsentDocument, Membership, Organisation, User
from members.phones import masked
from members.roles import Role

BIGGEST = 2**63 - 1
# What is said on the screen; the rest (no right, not there) is an error page and leaves its audit row.
SHOWN = (Invalid, Conflict)


class AccountFilter(WagtailFilterSet):
    """By role and by whether it is in use."""

    role = django_filters.ChoiceFilter(label="角色", choices=Role.choices, method="by_role")
    suspended = django_filters.BooleanFilter(label="已停用", field_name="suspended_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = User
        fields: list[str] = []

    def by_role(self, found: Any, name: str, value: str) -> Any:
        """Those with a duty in force."""
        return found.filter(pk__in=queries.with_role(value, now=clock.now()))


class AccountIndex(IndexView):
    """账号: the list; a name leads to the person. Wagtail's own policy for users is closed, so this one is named here."""

    model = User
    permission_policy = AccessPolicy(User)
    any_permission_required = ("view",)
    page_title = "账号"
    header_icon = "user"
    index_url_name = "members_accounts"
    index_results_url_name = "members_accounts_results"
    default_ordering = "-date_joined"
    search_fields = ("username", "display_name", "phone")
    search_backend_name = None
    filterset_class = AccountFilter
    paginate_by = 50
    template_name = "core/admin/index.html"
    results_template_name = "core/admin/index_results.html"
    columns = (
        TitleColumn("name", label="称呼", accessor=str, get_url=lambda user: reverse("members_person", args=[user.pk])),
        Column("phone", label="手机号", accessor=lambda user: masked(user.phone) if user.phone else ""),
        CodeColumn("username", label="登录名"),
        Column("use", label="状态", accessor=lambda user: badge("停用", "warn") if user.suspended_at else badge("在用", "ok")),
        Column("date_joined", label="注册", accessor=lambda user: day(user.date_joined), sort_key="date_joined"),
        Column("last_login", label="上次登录", accessor=lambda user: day(user.last_login) if user.last_login else "", sort_key="last_login"),
    )

    def get_base_queryset(self) -> Any:
        """What the actor may see; people known by a number alone have no account."""
        return User.objects.accounts().visible_to(current_actor())


class OrganisationViewSet(ServiceViewSet):
    """组织."""

    model = Organisation
    url_prefix = "members-organisations"
    menu_label = "组织"
    menu_order = 610
    icon = "group"
    ordering = "code"
    search_fields = ("code", "name")
    search_backend_name = None
    list_filter = ("kind",)
    list_display = ("name", Column("get_kind_display", label="类型"), CodeColumn("code", label="代码"), Column("parent", label="上级"))
    form_fields = ("kind", "code", "name", "parent")
    create_service = staticmethod(services.create_organisation)
    update_service = staticmethod(services.update_organisation)


class ConsentDocumentViewSet(ServiceViewSet):
    """协议文本: a new version is published, an old one is only read."""

    model = ConsentDocument
    url_prefix = "members-consents"
    menu_label = "协议文本"
    menu_order = 620
    icon = "doc-full"
    ordering = "-published_at"
    inspect_view_enabled = True
    list_filter = ("kind",)
    list_display = ("__str__", Column("title", label="标题"), DateColumn("published_at", label="生效时间"))
    form_fields = ("kind", "version", "title", "intro", "body")
    create_service = staticmethod(services.publish_consent_document)


def _person(number: int) -> User:
    """The account that the actor may read. Raises NotFound."""
    user = User.objects.filter(pk=number).first() if number <= BIGGEST else None
    if user is None:
        raise NotFound
    require(current_actor(), "read", user)
    return user


@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One account: duties, use, and the forms to change them."""
    return _show(request, _person(number))


def _show(request: HttpRequest, user: User, *, grant: forms.Form | None = None, revealed: str = "", status: int = 200) -> HttpResponse:
    actor = current_actor()
    context = {
        "person": user,
        "phone": revealed or (masked(user.phone) if user.phone else ""),
        "is_revealed": bool(revealed),
        "duties": Membership.objects.filter(user=user).visible_to(actor).select_related("organisation").order_by("until", "-since"),
        "logins": queries.recent_logins(user.pk) if can(actor, "read", "audit_log") else [],
        "grant": grant or GrantForm(organisations=Organisation.objects.visible_to(actor)),
        "may_grant": can(actor, "create", "membership") and actor.user_id != user.pk,
        "may_end": can(actor, "update", "membership"),
        "may_suspend": can(actor, "suspend", user) and actor.user_id != user.pk,
        "may_reveal": can(actor, "reveal", user),
    }
    return render(request, "members/admin/person.html", context, status=status)


def _acting(request: HttpRequest, user: User, act: Callable[[str], Any], done: str) -> HttpResponse:
    """Take the reason, make one domain call, say how it went."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明原因。")
        return redirect("members_person", user.pk)
    attempt(request, lambda: act(form.cleaned_data["reason"]), done, shown=SHOWN)
    return redirect("members_person", user.pk)


@require_POST
def grant(request: HttpRequest, number: int) -> HttpResponse:
    """Give a role."""
    user, actor = _person(number), current_actor()
    require(actor, "create", Membership.access_resource)
    form = GrantForm(request.POST, organisations=Organisation.objects.visible_to(actor))
    if not form.is_valid():
        return _show(request, user, grant=form)
    try:
        services.grant_role(user=user, actor=actor, now=clock.now(), **form.cleaned_data)
    except SHOWN as error:
        for name, texts in (getattr(error, "fields", None) or {None: [error.message]}).items():
            form.add_error(name, texts)
        return _show(request, user, grant=form)
    messages.success(request, "已授予，对方下一次操作时生效。")
    return redirect("members_person", user.pk)


@require_POST
def end(request: HttpRequest, number: int, duty_number: int) -> HttpResponse:
    """End a duty."""
    user = _person(number)
    duty = Membership.objects.filter(pk=min(duty_number, BIGGEST), user=user).first()
    if duty is None:
        raise NotFound

    def act(reason: str) -> Membership:
        return services.end_duty(duty, reason=reason, actor=current_actor(), now=clock.now())

    return _acting(request, user, act, "已结束，立即生效。")


@require_POST
def suspend(request: HttpRequest, number: int) -> HttpResponse:
    """Take out of use."""
    user = _person(number)

    def act(reason: str) -> User:
        return services.suspend_account(user, reason=reason, actor=current_actor(), now=clock.now())

    return _acting(request, user, act, "账号已停用，登录都已退出。")


@require_POST
def reactivate(request: HttpRequest, number: int) -> HttpResponse:
    """Put back into use."""
    user = _person(number)

    def act(reason: str) -> User:
        return services.reactivate_account(user, reason=reason, actor=current_actor(), now=clock.now())

    return _acting(request, user, act, "账号已恢复。")


@require_POST
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole number once; leaves an audit row."""
    user, form = _person(number), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明原因。")
        return redirect("members_person", user.pk)
    phone = services.reveal_phone(user, reason=form.cleaned_data["reason"], actor=current_actor(), now=clock.now())
    return _show(request, user, revealed=phone)


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """The permission table as it stands, to read."""
    require(current_actor(), "read", "membership")
    table, labels = permissions.table(), permissions.labels()
    rows = [{"label": labels[resource], "cells": [permissions.in_words(rules.get(role, {})) for role in Role]} for resource, rules in table.items()]
    return render(request, "members/admin/rights.html", {"roles": [role.label for role in Role], "rows": rows})
