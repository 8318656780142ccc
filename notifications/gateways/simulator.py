"""The simulated provider: what it "sends" is seen on the simulator's screen. Never on in a real deployment (core.E012)."""

import uuid


class SimulatorGateway:
    """Takes every SMS; the message row itself is what the screen shows."""

    name = "simulator"

    def send(self, phone: str, body: str) -> str:
        """Take it."""
        return uuid.uuid4().hex
