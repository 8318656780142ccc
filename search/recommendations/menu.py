"""What the slice puts into the portals, and what is stored about a person."""

from typing import Any

from core import clock, intelligence
from core.access import Actor
from core.personal_data import Column, Source, Table
from core.portals import PortalItem, PortalPanel
from search.recommendations.queries import choice_of, own_data
from search.recommendations.states import FUNCTION


def panel(actor: Actor) -> dict[str, Any]:
    """What the start page shows: the offer to remember, the recommendations, or nothing. Whoever said no is not asked again."""
    now = clock.now()
    if actor.user_id is None or not intelligence.is_on(FUNCTION, now=now):
        return {"asks": False, "on": False, "items": []}
    choice = choice_of(actor.user_id)
    on = choice is not None and choice.on
    return {"asks": choice is None, "on": on, "items": intelligence.ask(FUNCTION, now=now, user_id=actor.user_id) if on else []}


ITEMS = [PortalItem("my", "看过的和推荐", "recommendations:history", icon="clock", right=("read", "look"), order=57)]
PANELS = [PortalPanel("my", "recommendations", "recommendations/panel.html", panel, right=("read", "look"), order=60)]
CHOICE = (Column("decided_at", "什么时候定的"), Column("on", "记住看过的"))
LOOKS = (Column("last_at", "最近一次"), Column("listing__title", "看了什么"), Column("times", "几次"))
SOURCES = [Source("looks", "看过的服务", own_data, (Table("要不要记住", "choice", CHOICE), Table("看过的", "looks", LOOKS)))]
