"""What a staff screen may link to."""

from django import template

from core.admin import is_for_staff

register = template.Library()


@register.filter
def staff_may(resource: str, verb: str) -> bool:
    """`{% if "enterprise"|staff_may:"read" %}`: whether whoever looks has the staff screen behind a link; without it the name stands alone."""
    return is_for_staff(verb, resource)
