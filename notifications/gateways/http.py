"""A provider that takes `{"phone", "text"}` by POST with a bearer token and answers `{"id"}`. Others get an adapter of this size."""

from core.outbound import OutboundError, post_json
from notifications.gateways.base import GatewayError


class HttpGateway:
    """Generic HTTP provider."""

    name = "http"

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token

    def send(self, phone: str, body: str) -> str:
        """Hand over an SMS. Raises GatewayError."""
        try:
            answer = post_json(self.url, {"phone": phone, "text": body}, headers={"Authorization": f"Bearer {self.token}"})
            known = answer.json() if 200 <= answer.status < 300 else {}
        except OutboundError as error:
            raise GatewayError(str(error)) from error
        if not isinstance(known, dict) or not known.get("id"):
            raise GatewayError(f"the provider answered {answer.status}")
        return str(known["id"])[:80]
