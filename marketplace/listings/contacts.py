"""What would take a conversation off the platform; the rules are `core.contacts`, which every slice of the market uses."""

from core.contacts import NO_CONTACTS, NO_DOOR, has_contact, has_door

__all__ = ["NO_CONTACTS", "NO_DOOR", "has_contact", "has_door"]
