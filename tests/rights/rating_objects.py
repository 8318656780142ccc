"""Builders of ratings: as the family, the provider and everybody name them."""

from collections.abc import Callable
from typing import Any

from marketplace.bookings.models import Booking
from marketplace.ratings.models import Rating
from marketplace.workers.models import Worker
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.ratings.factories import finished, rate
from tests.marketplace.workers.factories import make_worker
from tests.rights.built import FOREIGN, OWN, SHOWN, TENANT, Built, letters
from tests.rights.world import EMPLOYED, World

HIDDEN_STATE = "hidden"


def done_order(world: World, role: str, relation: str, state: str) -> Built | None:
    """A finished order: one's own as the family's, the organisation's as the provider's."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = finished(enterprise=firm, customer=world.people[role] if relation == OWN else world.stranger)
    return Built({"number": row.number}, letters(relation), row)


def rating(world: World, role: str, relation: str, state: str) -> Built | None:
    """A rating: one's own, about one's organisation, or a stranger's about a stranger."""
    if (relation == TENANT and role not in EMPLOYED) or (relation == OWN and world.people[role] is None):
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    row = rate(finished(make_offer(enterprise=firm), customer=world.people[role] if relation == OWN else world.stranger))
    if state == HIDDEN_STATE:
        Rating.objects.filter(pk=row.pk).update(state=state)
    public = ["p"] if state != HIDDEN_STATE else []
    return Built({"number": row.pk}, letters(relation, *public), Rating.objects.with_names().get(pk=row.pk))


def rating_of_oneself(world: World, role: str, relation: str, state: str) -> Built | None:
    """A rating about who works for himself."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    row = rate(finished(make_offer(enterprise=world.strange)))
    # Read anew: what the person remembers may have been made, and taken back, for another case.
    worker = Worker.objects.filter(user=person).first() or make_worker(user=person)
    Rating.objects.filter(pk=row.pk).update(enterprise=None, worker=worker)
    found = Rating.objects.with_names().get(pk=row.pk)
    return Built({"number": row.pk}, frozenset({"p", "j"}) if relation == OWN else frozenset({"p"}), found)


def rated(world: World, role: str, relation: str, state: str) -> Built | None:
    """A service that was rated, as its public page names it."""
    if relation not in (FOREIGN, SHOWN):
        return None
    row = rate(finished(make_offer(enterprise=world.strange)))
    if state and state != "published":
        row.listing.state = state
        row.listing.save(update_fields=["state"])
    return Built({"kind": "listing", "number": row.listing_id}, None)


def chosen_rating(world: World, role: str, relation: str, state: str) -> Built | None:
    """A public rating that an editor chooses."""
    return Built({"pk": rate(finished(make_offer(enterprise=world.strange))).pk}, None) if relation == FOREIGN else None


Maker = Callable[[World, str, Built | None], dict[str, Any]]


def _always(**fields: Any) -> Maker:
    return lambda world, role, built: dict(fields)


def _api_rating(world: World, role: str, built: Built | None) -> dict[str, Any]:
    row: Booking = finished(make_offer(enterprise=world.strange), customer=world.people[role])
    return {"booking": row.number, "score": 4, "text": "窗槽都擦到了。"}


BODIES: dict[str, Maker] = {
    "ratings:rate POST": _always(score="4", text="窗槽都擦到了。"),
    "ratings:enterprise-reply POST": _always(text="谢谢，下次还找我们。"),
    "ratings:worker-reply POST": _always(text="谢谢，下次还找我。"),
    "ratings:word POST": _always(score="5", text="家里配合得好。"),
    "api-ratings POST": _api_rating,
    "api-rating#1 PUT": _always(score=3, text="窗槽没擦到。"),
    "api-rating-reply POST": _always(text="谢谢，下次还找我们。"),
    "api-rating-hide POST": _always(note="写了别人的名字。"),
    "marketplace_rating_decide POST": _always(note="写了别人的名字。"),
}
