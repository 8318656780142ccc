"""The exchange's calls to us, and the simulator's screen."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import system_actor
from core.errors import Invalid
from core.forms import attempt, say
from dispatch.intake import services
from dispatch.intake.forms import RingForm
from dispatch.intake.models import Call
from dispatch.intake.telephony import EVENTS
from notifications.gateways.inbound import answered, require_id, require_signed, said_in

SHOWN = 20


@csrf_exempt
@require_POST
def hook(request: HttpRequest) -> JsonResponse:
    """A call rings, or is over; the same twice is once."""
    return answered(lambda: _taken(request, clock.now()))


def _taken(request: HttpRequest, now: datetime) -> str:
    """The id of the call, taken in. Raises NotFromProvider, Invalid."""
    require_signed(settings.TELEPHONY_SECRET, request.headers, request.body, now=now)
    said = said_in(request.body, "id", "event", "from", "to", "recording")
    require_id(said["id"])
    if said["event"] not in EVENTS or not (said["to"] + said["recording"]).isprintable():
        raise Invalid(fields={"event": ["ringing 或 ended。"]})
    call = services.ring(provider="http", provider_id=said["id"], phone=said["from"][:40], line=said["to"], recording=said["recording"], now=now)
    if said["event"] == "ended":
        services.over(call, actor=system_actor("telephony"), now=now)
    return call.provider_id


def _require_simulator() -> None:
    if not settings.SIMULATORS:
        raise Http404


@require_safe
@never_cache
def screen(request: HttpRequest) -> HttpResponse:
    """Who rings, and a telephone to ring with."""
    _require_simulator()
    return _show(request, RingForm())


def _show(request: HttpRequest, form: RingForm, *, status: int = 200) -> HttpResponse:
    rows = Call.objects.filter(provider="simulator").select_related("operator").order_by("-pk")[:SHOWN]
    return render(request, "intake/calls_simulator.html", {"form": form, "calls": list(rows)}, status=status)


@require_POST
def ring(request: HttpRequest) -> HttpResponse:
    """Ring us."""
    _require_simulator()
    form = RingForm(request.POST)
    if form.is_valid():
        number, now = uuid.uuid4().hex, clock.now()
        recording = f"REC-{number[:12]}" if form.cleaned_data["recorded"] else ""
        try:
            services.ring(provider="simulator", provider_id=number, phone=form.cleaned_data["phone"], line="96999", recording=recording, now=now)
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, "响铃了，坐席在后台“来电”里接。")
            return redirect("calls-simulator:screen")
    return _show(request, form, status=400)


@require_POST
def hang_up(request: HttpRequest, number: int) -> HttpResponse:
    """The caller hangs up."""
    _require_simulator()
    row = get_object_or_404(Call, pk=number, provider="simulator")
    attempt(request, lambda: services.over(row, actor=system_actor("telephony"), now=clock.now()), "挂断了。")
    return redirect("calls-simulator:screen")
