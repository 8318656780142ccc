"""How files leave: public media by one streamed view, private files only to those who may."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from core import clock
from core.media.services import open_private

# Originals are never served: renditions are what pages show, documents go through Wagtail's view with its privacy.
PUBLIC_FOLDER = "images"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse:
    """A public file: nosniff, cached for a year (names change with content); by X-Accel-Redirect where a front server does it."""
    if "\x00" in path or not path.startswith(f"{PUBLIC_FOLDER}/"):
        raise Http404
    try:
        # Joined below the public folder, so that "images/../original_images" is outside.
        file = Path(safe_join(Path(settings.MEDIA_ROOT) / PUBLIC_FOLDER, path.removeprefix(f"{PUBLIC_FOLDER}/")))
    except (ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    if not file.is_file():
        raise Http404
    response: HttpResponse
    if settings.MEDIA_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL}{path}"
        del response["Content-Type"]
    else:
        response = FileResponse(file.open("rb"))  # type: ignore[assignment]
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@require_safe
def private(request: HttpRequest, file_id: str) -> HttpResponse:
    """A private file, as an attachment, never cached."""
    found = open_private(file_id, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response  # type: ignore[return-value]
