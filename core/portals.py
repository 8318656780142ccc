"""The registry of portals: what stands in which menu, with the right it needs. Slices fill it in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from core.access import Actor, can


@dataclass(frozen=True, slots=True)
class PortalItem:
    """A menu entry: in which portal ("my", "enterprise", "worker", "site", "staff"), its label, URL name, icon and right.

    `badge` says how much waits there for the actor (unread messages); nothing is drawn at 0.
    """

    portal: str
    label: str
    url_name: str
    icon: str = ""
    right: tuple[str, str] | None = None
    order: int = 100
    on_phone: bool = False
    badge: Callable[[Actor], int] | None = None


_ITEMS: dict[tuple[str, str], PortalItem] = {}


def register(item: PortalItem) -> None:
    """Add an entry. The same URL name may stand in a portal once; registering it again replaces it."""
    _ITEMS[item.portal, item.url_name] = item


def items(portal: str, actor: Actor) -> list[PortalItem]:
    """The entries of a portal that the actor may use, in order."""
    found = [item for item in _ITEMS.values() if item.portal == portal and (item.right is None or can(actor, *item.right))]
    return sorted(found, key=lambda item: (item.order, item.label))


def entries(portal: str, actor: Actor) -> list[dict[str, Any]]:
    """The entries as they are drawn: label, url, icon, on_phone, badge (how much waits). One query for each entry with a badge."""
    return [
        {"label": item.label, "url": url, "icon": item.icon, "on_phone": item.on_phone, "badge": item.badge(actor) if item.badge else 0}
        for item in items(portal, actor)
        if (url := address(item.url_name))
    ]


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a URL name; empty when no slice offers it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class PortalPanel:
    """A part of a portal's start page: a template and what it shows for the actor, given by the slice that owns the matter."""

    portal: str
    name: str
    template: str
    context: Callable[[Actor], dict[str, Any]]
    right: tuple[str, str] | None = None
    order: int = 100


_PANELS: dict[tuple[str, str], PortalPanel] = {}


def register_panel(panel: PortalPanel) -> None:
    """Add a panel; the same name again replaces it."""
    _PANELS[panel.portal, panel.name] = panel


def panels(portal: str, actor: Actor) -> list[tuple[str, dict[str, Any]]]:
    """The panels that the actor may see, in order: (template, context)."""
    found = [panel for panel in _PANELS.values() if panel.portal == portal and (panel.right is None or can(actor, *panel.right))]
    return [(panel.template, panel.context(actor)) for panel in sorted(found, key=lambda panel: (panel.order, panel.name))]
