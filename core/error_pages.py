"""The page for a domain error. It must come out even when the database is away."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template

from core.context import for_error
from core.errors import DomainError, RateLimited, Unavailable


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A clear page in the look: template core/<status>.html if there is one, else core/error.html."""
    template = select_template([f"core/{error.status}.html", "core/error.html"])
    context = {"platform": for_error(request, error.status), "error": error, "status": error.status, "message": error.message}
    response = HttpResponse(template.render(context), status=error.status)
    response["Cache-Control"] = "no-store"
    if isinstance(error, (RateLimited, Unavailable)):
        response["Retry-After"] = str(error.retry_after)
    return response
