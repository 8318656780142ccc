"""Addresses that come in from outside: only a path of this site is kept and offered as a link."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 300
# What no path of ours has, and what a careless reader could take for markup or another address.
STRANGE = frozenset("\\<>\"'`{}|^ ")


def own_path(text: str) -> str:
    """The path when it is one of this site, else "": no other host, no scheme, nothing that a browser reads as one."""
    plain = text.startswith("/") and "//" not in text and len(text) <= LONGEST and text.isprintable() and not STRANGE & set(text)
    return text if plain and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""
