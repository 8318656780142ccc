"""The provider's calls to us: signed, without session and token."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import clock
from notifications import services
from notifications.gateways.inbound import door


@csrf_exempt
@require_POST
def sms(request: HttpRequest) -> JsonResponse:
    """An SMS that somebody sent to us; the same call again gets the same answer. Raises NotFromProvider, Invalid."""
    now, opened = clock.now(), door()
    row = services.receive(opened.read(request.headers, request.body, now=now), provider=opened.name, now=now)
    return JsonResponse({"id": row.provider_id})
