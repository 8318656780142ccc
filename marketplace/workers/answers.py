"""Answers that are no pages, alike in every portal."""

from django.http import HttpResponse


def as_pdf(content: bytes, code: str) -> HttpResponse:
    """A safety file to look at, never kept by anybody in between."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="safety-{code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
