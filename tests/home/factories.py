"""What the portal shows everywhere, for tests."""

from typing import Any

from core import clock
from core.access import system_actor
from home.models import MenuLink
from home.services import add_link

MENU_FORM = {"menu": "foot_join", "label": "街道驿站", "place": "", "page": "", "url": "/services/", "icon": "", "position": "90", "shown": "on"}


def menu_link(**fields: Any) -> MenuLink:
    """An entry at the end of the footer's second column."""
    known = {"menu": "foot_join", "label": "街道驿站", "url": "/services/", "position": 90, **fields}
    return add_link(actor=system_actor(), now=clock.now(), **known)
