"""The verbs of this slice."""

from dispatch.urgent.services.answering import accept_offer, decline_offer
from dispatch.urgent.services.asking import Wanted, agree, ask, cancel
from dispatch.urgent.services.dispatching import appoint, give_up, own
from dispatch.urgent.services.photos import open_photo
from dispatch.urgent.services.planning import open_plan, save_incident, tick
from dispatch.urgent.services.turning import turn_due

__all__ = [
    "Wanted",
    "accept_offer",
    "agree",
    "appoint",
    "ask",
    "cancel",
    "decline_offer",
    "give_up",
    "open_photo",
    "open_plan",
    "own",
    "save_incident",
    "tick",
    "turn_due",
]
