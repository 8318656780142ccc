"""The sign-up with a labour partner: a page of its own, because it posts (LAB-02). And the counted address of an advert (MKT-14)."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.pages import queries
from cms.pages.models import LabourPartnerPage
from cms.pages.services import count_click
from core import clock
from core.errors import Invalid, NotFound
from core.forms import say
from marketplace.recruitment import services
from marketplace.recruitment.errors import AlreadySignedUp
from marketplace.recruitment.forms import SignUpForm
from marketplace.recruitment.queries import own
from members.phones import masked

BIGGEST = 2**31 - 1
ROBOT = re.compile(r"bot|spider|crawl|slurp|preview|monitor", re.IGNORECASE)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def sign_up(request: HttpRequest, number: int) -> HttpResponse:
    """Put one's name on the list of a partner whose page is shown and whose list is open."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    page = LabourPartnerPage.objects.shown(now).filter(pk=number).first() if number <= BIGGEST else None
    if page is None:
        raise NotFound
    is_open = page.takes_sign_ups(timezone.localdate(now))
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and is_open and form.is_valid():
        try:
            services.sign_up(partner_id=page.pk, partner_title=page.title, region=page.region, actor=actor, now=now, **form.cleaned_data)
        except (Invalid, AlreadySignedUp) as error:
            say(form, error)
        else:
            messages.success(request, "报上名了。老师会按你登记的手机号联系你。")
            return redirect("recruitment:mine")
    context = {"form": form, "page": page, "is_open": is_open, "proven": actor.proven_phone, "phone": masked(request.user.phone or "")}  # type: ignore[union-attr]
    return render(request, "pages/sign_up.html", {**context, "before": own.has_signed_up(page.pk, actor)})


@require_safe
@never_cache
def go(request: HttpRequest, code: str) -> HttpResponse:
    """An advert's address: counts the click and leads on. Looking ahead (HEAD, prefetch) and robots that say so are no clicks. Raises NotFound."""
    now = clock.now()
    found = queries.clicked(code, request, now=now) if "\x00" not in code else None
    if found is None:
        raise NotFound
    advert, url = found
    if request.method == "GET" and not _looks_ahead(request):
        count_click(advert, now=now)
    response = redirect(url)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _looks_ahead(request: HttpRequest) -> bool:
    purpose = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return "prefetch" in purpose or bool(ROBOT.search(request.headers.get("User-Agent", "")))
