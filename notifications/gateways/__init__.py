"""Who carries an SMS: one interface, chosen by settings."""

from django.conf import settings

from notifications.gateways.base import GatewayError, SmsGateway
from notifications.gateways.http import HttpGateway
from notifications.gateways.simulator import SimulatorGateway


def gateway() -> SmsGateway:
    """The gateway in use. Raises GatewayError when none is configured."""
    if settings.SMS_PROVIDER_URL:
        return HttpGateway(settings.SMS_PROVIDER_URL, settings.SMS_PROVIDER_TOKEN)
    if settings.SIMULATORS:
        return SimulatorGateway()
    raise GatewayError("no SMS provider is configured")


__all__ = ["GatewayError", "HttpGateway", "SimulatorGateway", "SmsGateway", "gateway"]
