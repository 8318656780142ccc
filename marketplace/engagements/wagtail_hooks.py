"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.engagements.admin import engagements, rules, substitutes

RULES = rules.EngagementRuleViewSet("marketplace_engagements_rules")


@hooks.register("register_admin_urls")
def engagement_urls() -> list:
    """Engagements, and what is open of substitutes."""
    base, other = "marketplace-engagements/", "marketplace-substitutes/"
    return [
        path(base, engagements.EngagementIndex.as_view(), name=engagements.INDEX),
        path(f"{base}results/", engagements.EngagementIndex.as_view(results_only=True), name=f"{engagements.INDEX}_results"),
        path(f"{base}<slug:number>/", engagements.detail, name=engagements.DETAIL),
        path(other, substitutes.SubstituteIndex.as_view(), name=substitutes.INDEX),
        path(f"{other}results/", substitutes.SubstituteIndex.as_view(results_only=True), name=f"{substitutes.INDEX}_results"),
    ]


@hooks.register("register_admin_menu_item")
def engagements_menu_item() -> RightMenuItem:
    """住家和长期."""
    return RightMenuItem("住家和长期", reverse_lazy(engagements.INDEX), icon_name="home", order=229, right=("read", "engagement"))


@hooks.register("register_admin_menu_item")
def substitutes_menu_item() -> RightMenuItem:
    """替补."""
    return RightMenuItem("替补", reverse_lazy(substitutes.INDEX), icon_name="group", order=230, right=("read", "substitute"))


@hooks.register("register_admin_viewset")
def rules_viewset() -> rules.EngagementRuleViewSet:
    """长期服务规则."""
    return RULES
