"""Filters of the pages of urgent orders."""

from django import template

from dispatch.urgent.spans import took

register = template.Library()
register.filter("took", took)
