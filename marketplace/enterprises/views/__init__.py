"""The enterprise portal, and the public page of outlets."""

from marketplace.enterprises.views.agreements import agreements
from marketplace.enterprises.views.outlets import add, edit, mine, shift
from marketplace.enterprises.views.places import outlets
from marketplace.enterprises.views.portal import apply, home, profile, remove_file, timeline_of, withdraw

__all__ = ["add", "agreements", "apply", "edit", "home", "mine", "outlets", "profile", "remove_file", "shift", "timeline_of", "withdraw"]
