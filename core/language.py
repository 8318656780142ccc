"""Two languages by address: Chinese where it always was, English under `/en/`.

`LanguageMiddleware` takes the prefix off before anything looks at the path, so the URL map, the rights and every view know one address
for a page; only the language differs. `EnglishPageMiddleware` finishes what came out: links stay under `/en/`, and what is Chinese
there (people's own words) is marked as Chinese. Who works on the site (staff, members, enterprises, programs) has one language: their
addresses do not exist under `/en/`.
"""

from collections.abc import Callable
from contextvars import ContextVar
from html import unescape

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.html import escape

from core import english_pages
from core.english_pages import CLOSED, PREFIX, whole

Handler = Callable[[HttpRequest], HttpResponse]
Names = dict[str, str]


def is_english() -> bool:
    """Whether the page being made is English."""
    return translation.get_language() == "en"


def said(text: object) -> str:
    """A fixed word or a name of reference data in the language of the page; what has no English stays as it is."""
    words = str(text or "")
    return _english(words) if words and is_english() else words


def _english(words: str) -> str:
    found = translation.gettext(words)
    return found if found != words else names().get(words, words)


def _written(words: str) -> str:
    """The same for a text of a finished page: what staff call a thing in English is text there too, never markup."""
    plain = unescape(words)
    found = _english(plain)
    return words if found == plain else escape(found)


class LanguageMiddleware:
    """Choose the language by the address alone: no cookie, no `Accept-Language`, so stored bytes and caches need to know nothing else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take `/en` off the path and answer in English."""
        path = request.path_info
        request.language_prefix = ""  # type: ignore[attr-defined]
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            return self.get_response(request)
        bare = path[len(PREFIX) :]
        if not bare or bare.startswith(("//", *CLOSED)) or bare.startswith(f"{PREFIX}/"):
            target = f"{PREFIX}/" if not bare else "/" + bare.lstrip("/")
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{target}?{query}" if query else target)
        request.path = request.path_info = bare
        request.language_prefix = PREFIX  # type: ignore[attr-defined]
        token = _read.set(None)
        try:
            with translation.override("en"):
                response = self.get_response(request)
        finally:
            _read.reset(token)
        response["Content-Language"] = "en"
        return response


class EnglishPageMiddleware:
    """Inside the stored pages: links and marks of an English page, before its bytes are kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Finish an HTML answer and a redirect; everything else passes."""
        response = self.get_response(request)
        if getattr(request, "language_prefix", ""):
            if response.has_header("Location"):
                response["Location"] = whole(response["Location"])
            if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
                response.content = english_pages.dressed(response.content.decode(response.charset or "utf-8"), _written)
                if response.has_header("Content-Length"):
                    response["Content-Length"] = str(len(response.content))
        return response


# ---- names of reference data ----


_PROVIDERS: list[Callable[[], Names]] = []
# The names of the request being answered: read at most once in it, and not at all where nothing asks.
_read: ContextVar[Names | None] = ContextVar("english_names", default=None)


def provide(provider: Callable[[], Names]) -> None:
    """Add a function that reads English names by their Chinese (called by a slice when it is ready)."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def names() -> Names:
    """English by Chinese for reference data and for titles of translated pages. A query of each provider in an English request, more after a change."""
    found = _read.get()
    if found is None:
        try:
            found = {chinese: english for provider in _PROVIDERS for chinese, english in provider().items()}
        except DatabaseError:
            return {}
        _read.set(found)
    return found
