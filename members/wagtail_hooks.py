"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from members import admin

SCREENS = [admin.OrganisationViewSet("members_organisations"), admin.ConsentDocumentViewSet("members_consents")]


@hooks.register("register_admin_viewset")
def screens() -> list:
    """组织、协议文本."""
    return SCREENS


@hooks.register("register_admin_menu_item")
def accounts_menu_item() -> RightMenuItem:
    """账号."""
    return RightMenuItem("账号", reverse_lazy("members_accounts"), icon_name="user", order=600, right=("read", "account"))


@hooks.register("register_admin_urls")
def person_urls() -> list:
    """One account and what may be done to it."""
    base = "members-accounts/<int:number>/"
    return [
        path("members-accounts/", admin.AccountIndex.as_view(), name="members_accounts"),
        path("members-accounts/results/", admin.AccountIndex.as_view(results_only=True), name="members_accounts_results"),
        path(base, admin.person, name="members_person"),
        path(base + "grant/", admin.grant, name="members_grant"),
        path(base + "end/<int:duty_number>/", admin.end, name="members_end_duty"),
        path(base + "suspend/", admin.suspend, name="members_suspend"),
        path(base + "reactivate/", admin.reactivate, name="members_reactivate"),
        path(base + "reveal/", admin.reveal, name="members_reveal"),
        path("members-rights/", admin.rights, name="members_rights"),
    ]


@hooks.register("register_settings_menu_item")
def rights_menu_item() -> RightMenuItem:
    """权限表."""
    return RightMenuItem("权限表", reverse_lazy("members_rights"), icon_name="lock", order=620, right=("read", "membership"))
