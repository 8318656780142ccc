"""The registry of portals: what stands in which menu, with the right it needs. Slices fill it in `AppConfig.ready`."""

from dataclasses import dataclass

from core.access import Actor, can


@dataclass(frozen=True, slots=True)
class PortalItem:
    """A menu entry: in which portal ("my", "enterprise", "worker", "site", "staff"), its label, URL name, icon and right."""

    portal: str
    label: str
    url_name: str
    icon: str = ""
    right: tuple[str, str] | None = None
    order: int = 100
    on_phone: bool = False


_ITEMS: dict[tuple[str, str], PortalItem] = {}


def register(item: PortalItem) -> None:
    """Add an entry. The same URL name may stand in a portal once; registering it again replaces it."""
    _ITEMS[item.portal, item.url_name] = item


def items(portal: str, actor: Actor) -> list[PortalItem]:
    """The entries of a portal that the actor may use, in order."""
    found = [item for item in _ITEMS.values() if item.portal == portal and (item.right is None or can(actor, *item.right))]
    return sorted(found, key=lambda item: (item.order, item.label))
