"""The site as an app on a phone (UXR-06): the manifest, the service worker, and the page one sees without a network.

The worker keeps one page and the files it needs, nothing else: no page of a member ever lies in a phone's cache, and what is online is
never answered from it.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import content
from core.context import facts
from core.middleware import storable

SCOPES = ["settings", "pages"]
ICONS = (("core/art/icon-192.png", "192x192"), ("core/art/icon-512.png", "512x512"))
# What the offline page is made of.
FILES = ("core/tokens.css", "core/components.css", "core/site.css", "core/theme.js", "core/art/mark.svg", "core/icons.svg")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to put the site on the home screen."""
    fingerprint = content.version(*SCOPES)
    brand = facts(request)["brand"]
    icons = [{"src": static(file), "sizes": sizes, "type": "image/png", "purpose": purpose} for file, sizes in ICONS for purpose in ("any", "maskable")]
    shortcuts = [("找服务", "search:results"), ("全部服务", "catalog:index"), ("招聘", "recruitment:list"), ("我的", "members:my")]
    found = {
        "name": f"{brand}家政",
        "short_name": brand,
        "description": "找家政服务、看行情、学家务，附近的人上门。",
        "lang": "zh-Hans",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fffbf3",
        "theme_color": "#0f5e62",
        "icons": icons,
        "shortcuts": [{"name": name, "url": reverse(url)} for name, url in shortcuts],
    }
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False}, content_type="application/manifest+json")
    return storable(response, scopes=SCOPES, fingerprint=fingerprint)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this release. Asked anew each time, so that a new release replaces it at once."""
    context = {"release": content.release()[:16], "files": [reverse("core:offline"), *(static(file) for file in FILES)]}
    response = render(request, "core/sw.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a network: why, and the telephone, which works all the same."""
    fingerprint = content.version(*SCOPES)
    return storable(render(request, "core/offline.html"), scopes=SCOPES, fingerprint=fingerprint)
