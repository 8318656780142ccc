"""Context processor."""

from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """The site."""
    return {}
