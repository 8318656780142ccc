"""The telephone exchange: one interface, chosen by settings; the simulator has a screen (/simulators/calls/).

The exchange calls us at /hooks/calls/, signed like an inbound SMS (notifications.gateways.inbound), with `{"id", "event", "from", "to",
"recording"}`; `event` is ringing or ended. We tell it who answers and who hangs up.
"""

from typing import Protocol

from django.conf import settings

from core.outbound import OutboundError, post_json

EVENTS = ("ringing", "ended")


class TelephonyError(RuntimeError):
    """The exchange did not take it; it is tried again later."""


class Exchange(Protocol):
    """Connects calls to operators."""

    name: str

    def connect(self, call_id: str, operator: str) -> None:
        """Connect a ringing call. Raises TelephonyError."""
        ...

    def hang_up(self, call_id: str) -> None:
        """End a call. Raises TelephonyError."""
        ...


class SimulatedExchange:
    """Connects everything at once."""

    name = "simulator"

    def connect(self, call_id: str, operator: str) -> None:
        """Connect it."""

    def hang_up(self, call_id: str) -> None:
        """End it."""


class HttpExchange:
    """Takes `{"call", "action", "operator"}` by POST with a bearer token."""

    name = "http"

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    def connect(self, call_id: str, operator: str) -> None:
        """Connect it. Raises TelephonyError."""
        self._tell({"call": call_id, "action": "connect", "operator": operator})

    def hang_up(self, call_id: str) -> None:
        """End it. Raises TelephonyError."""
        self._tell({"call": call_id, "action": "hang_up"})

    def _tell(self, what: dict[str, str]) -> None:
        try:
            answer = post_json(self.url, what, headers={"Authorization": f"Bearer {self.token}"})
        except OutboundError as error:
            raise TelephonyError(str(error)) from error
        if not 200 <= answer.status < 300:
            raise TelephonyError(f"the exchange answered {answer.status}")


def exchange() -> Exchange | None:
    """The exchange in use; none where nobody has set one."""
    if settings.TELEPHONY_URL:
        return HttpExchange(settings.TELEPHONY_URL, settings.TELEPHONY_TOKEN)
    return SimulatedExchange() if settings.SIMULATORS else None
