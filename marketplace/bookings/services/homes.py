"""What a family always wants whoever comes to know (SVC-29)."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.texts import CONTROL
from marketplace.bookings.models.homes import LONGEST_PREFERENCE, PREFERENCES, HomePreferences
from members.models import User


def save_preferences(*, actor: Actor, now: datetime, pets: str = "", allergies: str = "", taboos: str = "", equipment: str = "") -> HomePreferences:
    """Write them; orders that were placed before keep what stood then. Locks the person. Raises Unauthenticated, Forbidden, Invalid."""
    require(actor, "update", HomePreferences)
    said = {"pets": pets, "allergies": allergies, "taboos": taboos, "equipment": equipment}
    tidy = {name: " ".join(text.split()) for name, text in said.items()}
    problems = {name: [f"最多 {LONGEST_PREFERENCE} 个字。"] for name, text in tidy.items() if len(text) > LONGEST_PREFERENCE or CONTROL.search(text)}
    problems |= {name: [NO_CONTACTS] for name, text in tidy.items() if name not in problems and has_contact(text)}
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
        row, _ = HomePreferences.objects.update_or_create(user=person, defaults={**tidy, "changed_at": now})
        record(actor, function="home_preference.save", obj=row, detail={"fields": [name for name in PREFERENCES if tidy[name]]}, now=now)
    return row
