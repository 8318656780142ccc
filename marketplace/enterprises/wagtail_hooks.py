"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.enterprises import admin
from marketplace.enterprises.choosers import EnterpriseChooser, enterprise_chooser


@hooks.register("register_admin_urls")
def enterprise_urls() -> list:
    """The queue and one application."""
    base = "marketplace-enterprises/<int:number>/"
    return [
        path("marketplace-enterprises/", admin.EnterpriseIndex.as_view(), name=admin.INDEX),
        path("marketplace-enterprises/results/", admin.EnterpriseIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(base, admin.detail, name=admin.DETAIL),
        path(base + "reveal/", admin.reveal, name=f"{admin.DETAIL}_reveal"),
        path(base + "assess/<slug:matter>/", admin.assess, name=f"{admin.DETAIL}_assess"),
        path(base + "<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def enterprises_menu_item() -> RightMenuItem:
    """企业入驻."""
    return RightMenuItem("企业入驻", reverse_lazy(admin.INDEX), icon_name="clipboard-list", order=210, right=("read", "enterprise"))


@hooks.register("register_admin_urls")
def agreement_urls() -> list:
    """The list, drafting, one agreement; the chains."""
    base = "marketplace-agreements/"
    return [
        path(base, admin.AgreementIndex.as_view(), name=admin.AGREEMENTS),
        path(f"{base}results/", admin.AgreementIndex.as_view(results_only=True), name=f"{admin.AGREEMENTS}_results"),
        path(f"{base}new/", admin.draft, name=f"{admin.AGREEMENTS}_draft"),
        path(f"{base}<int:number>/", admin.agreement, name=admin.AGREEMENT),
        path(f"{base}<int:number>/<slug:event>/", admin.decide_agreement, name=f"{admin.AGREEMENT}_decide"),
        path("marketplace-chains/", admin.chains, name=admin.CHAINS),
    ]


@hooks.register("register_admin_menu_item")
def agreements_menu_item() -> RightMenuItem:
    """合作协议."""
    return RightMenuItem("合作协议", reverse_lazy(admin.AGREEMENTS), icon_name="doc-full", order=212, right=("read", "agreement"))


@hooks.register("register_admin_menu_item")
def chains_menu_item() -> RightMenuItem:
    """连锁门店."""
    return RightMenuItem("连锁门店", reverse_lazy(admin.CHAINS), icon_name="site", order=214, right=("read", "outlet"))


@hooks.register("register_admin_viewset")
def chooser() -> EnterpriseChooser:
    """企业，给文章选。"""
    return enterprise_chooser
