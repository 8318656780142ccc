"""The way from a staff screen to an enterprise's own, for those who may go there."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

from core.admin import is_for_staff
from marketplace.enterprises.models import Enterprise

register = template.Library()


@register.simple_tag
def enterprise_state(enterprise: Enterprise) -> str:
    """「已加盟企业」, a link for staff who may read enterprises; for others the words alone."""
    words = f"{enterprise.get_state_display()}企业"  # type: ignore[attr-defined]
    if not is_for_staff("read", "enterprise"):
        return words
    return format_html('<a href="{}">{}</a>', reverse("marketplace_enterprise", args=[enterprise.pk]), words)
