"""Visits by several, add-ons and the waiting list of the demo city, through the same verbs as in life."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.errors import DomainError
from core.money import Money
from core.reference import read_json
from home.operations.seed.city import DATA, City
from marketplace.bookings import services
from marketplace.bookings.models import AddOn, Booking, Waiting
from marketplace.bookings.queries.providers import of_listing
from marketplace.bookings.services import Contact, Further, Window, Wish
from marketplace.listings.models import Listing
from marketplace.workers.models import Skill, Worker

FILE = "crews.json"


def seed_crews(city: City) -> int:
    """Write what is missing, as far as somebody is free; returns how many visits by several there are."""
    stories = read_json(DATA / FILE)
    for row in stories["addons"]:
        listing = _offer(row)
        if listing is not None and not AddOn.objects.filter(listing=listing, name=row["name"]).exists():
            services.add_addon(listing, actor=city.acting_as(), now=city.now, name=row["name"], price_fen=Money.parse(row["yuan"]).fen, minutes=row["minutes"])
    for tell, kind in ((_order, "orders"), (_wait, "waiting")):
        for row in stories[kind]:
            listing = _offer(row)
            if listing is None or row["person"] not in city.people:
                continue
            try:
                with transaction.atomic():
                    tell(city, row, listing)
            except DomainError:
                # Nobody is free then: the day goes on without this one.
                continue
    return Booking.objects.filter(hands__gt=1).count()


def _offer(row: dict[str, Any]) -> Listing | None:
    return Listing.objects.with_names().filter(external_id=f"demo:{row['listing']}").first()


def _contact(city: City, row: dict[str, Any]) -> Contact:
    person = city.people[row["person"]]
    return Contact(person.display_name, person.phone or "13800000102", row["address"])


def _order(city: City, row: dict[str, Any], listing: Listing) -> None:
    """One visit by several, with more services and add-ons, at the free start nearest to its hour."""
    person, day = city.people[row["person"]], timezone.localdate(city.now) + timedelta(days=row["day"])
    if Booking.objects.filter(customer=person, listing=listing).exists():
        return
    further = {key: _offer({"listing": key}) for key, _ in row["also"]}
    also = [Further(one.pk, amount=amount) for key, amount in row["also"] if (one := further[key]) is not None]
    _staff(listing, *(one for one in further.values() if one is not None))
    addons = AddOn.objects.filter(listing=listing, name__in=row["addons"], active=True).values_list("pk", flat=True)
    wish = Wish(city.now, city.districts[row["district"]], _contact(city, row), needs=row["needs"], answers=row["answers"], also=also, addons=list(addons))
    job = wish.composed(listing, city.now).job(wish.place)
    found = [slot.start for slot in services.free_slots(of_listing(listing), job, asked=[day + timedelta(days=more) for more in range(4)], now=city.now)]
    if not found:
        raise DomainError
    wanted = clock.midnight(day) + timedelta(hours=row["hour"])
    start = min(found, key=lambda at: abs(at - wanted))
    family, placed = city.acting_as(person), city.now - timedelta(minutes=50)
    held = services.hold(listing, _at(wish, start), actor=family, now=placed)
    services.accept_quote(held, actor=family, now=placed + timedelta(minutes=4), total_fen=held.quotes.get().total_fen)


def _at(wish: Wish, start: Any) -> Wish:
    return Wish(start, wish.district, wish.contact, needs=wish.needs, answers=wish.answers, also=wish.also, addons=wish.addons)


def _staff(*listings: Listing) -> None:
    """Two of the enterprise do everything that is ordered together."""
    for listing in listings:
        there = Worker.objects.taking_work().filter(enterprise_id=listing.enterprise_id or 0).order_by("pk")[:3]
        known = set(Skill.objects.filter(worker__in=list(there), service_type_id=listing.service_type_id).values_list("worker_id", flat=True))
        Skill.objects.bulk_create([Skill(worker=one, service_type_id=listing.service_type_id or 0, years=4) for one in there if one.pk not in known])


def _wait(city: City, row: dict[str, Any], listing: Listing) -> None:
    """One who waits for hours that nobody has yet."""
    person, today = city.people[row["person"]], timezone.localdate(city.now)
    if Waiting.objects.filter(customer=person).exists():
        return
    wish = Wish(city.now, city.districts[row["district"]], _contact(city, row), row["minutes"], needs=row["needs"], answers=row["answers"])
    window = Window(today + timedelta(days=row["first"]), today + timedelta(days=row["last"]), row["hours"][0] * 60, row["hours"][1] * 60)
    services.join_line(listing, wish, window, anybody=row["anybody"], actor=city.acting_as(person), now=city.now - timedelta(minutes=30))
