"""The inbox, and the simulator's screen."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import Invalid, NotFound
from core.forms import say
from core.paging import split
from core.texts import whole
from notifications import queries, services
from notifications.forms import SmsToUsForm
from notifications.gateways.inbound import Incoming
from notifications.models import Notice

PORTAL = {"portal": "my"}
BIGGEST = 2**63 - 1


@require_safe
@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first."""
    found = queries.inbox(request.actor, before=whole(request.GET.get("cursor", "")))  # type: ignore[attr-defined]
    page, following = split(found, queries.PAGE_SIZE)
    context = {**PORTAL, "notices": page, "next": following, "unread": queries.unread_count(request.user.pk)}  # type: ignore[arg-type]
    return render(request, "notifications/inbox.html", context)


@require_safe
@login_required
@never_cache
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """One notice; opening it is reading it. Raises NotFound for somebody else's."""
    notice = Notice.objects.filter(pk=number).first() if number <= BIGGEST else None
    if notice is None:
        raise NotFound
    services.mark_read(notice, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return render(request, "notifications/notice.html", {**PORTAL, "notice": notice})


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    services.mark_all_read(actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "都标为已读了。")
    return redirect("notifications:inbox")


@require_safe
@never_cache
def simulator(request: HttpRequest) -> HttpResponse:
    """What the simulated provider has "sent". Not there unless SIMULATORS is on."""
    if not settings.SIMULATORS:
        raise Http404
    phone = request.GET.get("phone", "").strip()[:25]
    return _screen(request, phone, SmsToUsForm(initial={"phone": phone}))


def _screen(request: HttpRequest, phone: str, form: SmsToUsForm, *, status: int = 200) -> HttpResponse:
    context = {"messages_sent": list(queries.simulated(phone)), "came_in": list(queries.came_in(phone)), "phone": phone, "form": form}
    return render(request, "notifications/simulator.html", context, status=status)


@require_POST
def simulate(request: HttpRequest) -> HttpResponse:
    """Send an SMS to us, as a telephone would. Not there unless SIMULATORS is on."""
    if not settings.SIMULATORS:
        raise Http404
    form = SmsToUsForm(request.POST)
    if form.is_valid():
        incoming = Incoming(form.cleaned_data["message_id"] or uuid.uuid4().hex, form.cleaned_data["phone"], form.cleaned_data["text"])
        try:
            row = services.receive(incoming, provider="simulator", now=clock.now())
        except Invalid as error:
            say(form, error, {"from": "phone"})
        else:
            messages.success(request, "发出去了，几秒后回复在下面。")
            return redirect(f"{reverse('simulators:sms')}?phone={row.phone}")
    return _screen(request, "", form, status=400)
