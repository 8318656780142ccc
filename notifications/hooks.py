"""The provider's calls to us: signed, without session and token."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import clock
from notifications import services
from notifications.gateways.inbound import answered, door


@csrf_exempt
@require_POST
def sms(request: HttpRequest) -> JsonResponse:
    """An SMS that somebody sent to us; the same call again gets the same answer."""
    now, opened = clock.now(), door()
    return answered(lambda: services.receive(opened.read(request.headers, request.body, now=now), provider=opened.name, now=now).provider_id)
