"""The interface of an SMS gateway."""

from typing import Protocol


class GatewayError(RuntimeError):
    """The SMS was not taken; it is tried again later."""


class SmsGateway(Protocol):
    """Sends one SMS."""

    name: str

    def send(self, phone: str, body: str) -> str:
        """Hand over an SMS to an 11-digit number; returns the provider's id. Raises GatewayError."""
        ...
