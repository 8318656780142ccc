"""What has been chosen so far in booking an offer, from the query string: where, how much of what, with what, which week."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from core.models import District
from core.texts import whole
from marketplace.bookings.availability import Job, Place, rule_of
from marketplace.bookings.charging import AREA, BY_AMOUNT, BY_TIME
from marketplace.bookings.effort import ANSWERS, Effort
from marketplace.bookings.forms import wanted_minutes
from marketplace.bookings.models import AddOn
from marketplace.bookings.queries.providers import CITY, addons_of, siblings
from marketplace.bookings.services import Further, Wish, compose
from marketplace.bookings.services.composing import Composed
from marketplace.listings.models import Listing

DAYS = 7
AN_HOUR = 60
LONGEST_COVER = 40


class Choice:
    """One visit as it is being put together. Raises Invalid for what no page of ours sends."""

    def __init__(self, listing: Listing, given: QueryDict, now: datetime) -> None:
        self.listing, self.today = listing, timezone.localdate(now)
        city = listing.district.code[:CITY] if listing.district else ""
        self.districts = list(District.objects.filter(active=True, code__startswith=city).order_by("position", "pk"))
        area = set(listing.service_area.values_list("pk", flat=True))
        self.districts = [row for row in self.districts if row.pk in area] if area else self.districts
        wanted = given.get("district", "")
        self.district = next((row for row in self.districts if row.code == wanted), self._nearest())
        self.unit = listing.unit.code if listing.unit else ""
        self.siblings: list[Listing] = siblings(listing, now=now)
        self.sold: list[AddOn] = addons_of(listing)
        self.also = self._also(given)
        self.addons = tuple(sorted({number for text in given.getlist("addon")[:20] if (number := whole(text)) is not None}))
        self.answers = {name: number for name in ANSWERS if (number := whole(given.get(name, ""), digits=4)) is not None}
        text = given.get("amount", "")
        self.amount = number if (number := whole(text, digits=5)) is not None else self._first_amount()
        self.wanted_minutes = wanted_minutes(given.get("minutes", ""))
        self.composed: Composed = compose(
            listing, now=now, minutes=self.wanted_minutes, amount=self.amount, answers=self.answers, also=self.also, addons=self.addons
        )
        self.first = self._first(given.get("from", ""))
        self.cover = given.get("cover", "")[:LONGEST_COVER]

    def _nearest(self) -> District:
        own_district = next((row for row in self.districts if row.pk == self.listing.district_id), None)
        return own_district or self.districts[0]

    def _first_amount(self) -> int:
        """An area as the rule takes it until it is said; else one."""
        found = rule_of(self.listing.service_type_id or 0).efforts if self.unit == AREA else ()
        return next((one.first for one in found if one.name == "area"), 1)

    def _first(self, text: str) -> date:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return self.today
        return min(max(found, self.today), self.today + timedelta(days=self.rule.horizon_days))

    def _also(self, given: QueryDict) -> tuple[Further, ...]:
        """The further services that were ticked, each with how many units of it; hours for what is paid by the hour."""
        known, found = {row.pk: row for row in self.siblings}, []
        for text in dict.fromkeys(given.getlist("also")[:10]):
            row = known.get(whole(text) or 0)
            if row is None or row.unit is None:
                continue
            units = whole(given.get(f"q{row.pk}", ""), digits=4) or None
            by_time = row.unit.code == BY_TIME
            found.append(Further(row.pk, units * AN_HOUR if units and by_time else None, units if units and row.unit.code in BY_AMOUNT else 1))
        return tuple(found)

    @property
    def rule(self) -> Any:
        """The rule of the whole visit."""
        return self.composed.rule

    @property
    def minutes(self) -> int:
        """How long the visit takes."""
        return self.composed.minutes

    @property
    def hands(self) -> int:
        """How many come."""
        return self.composed.hands

    @property
    def days(self) -> list[date]:
        """The week that is shown."""
        return [self.first + timedelta(days=number) for number in range(DAYS)]

    @property
    def place(self) -> Place:
        """The middle of the district until there is an address."""
        return Place(self.district.lat, self.district.lng, self.district.pk)

    @property
    def job(self) -> Job:
        """What is asked for, where."""
        return self.composed.job(self.place)

    @property
    def own_minutes(self) -> int:
        """How long the first service alone takes."""
        return self.composed.plan.minutes

    @property
    def lengths(self) -> list[int]:
        """How long one may order, where one pays by the hour and is not asked about the home."""
        rule = self.composed.parts[0].rule
        return list(range(rule.least_minutes, rule.most_minutes + 1, 30)) if self.unit == BY_TIME and not rule.efforts else []

    @property
    def asks_amount(self) -> bool:
        """Whether it is paid by the piece or the square metre."""
        return self.unit in BY_AMOUNT

    @property
    def questions(self) -> list[tuple[Effort, int]]:
        """What is asked about the home, with the answers so far; the area only where it is not the amount already."""
        found: dict[str, tuple[Effort, int]] = {}
        for part in self.composed.parts:
            said = dict(part.plan.answers)
            paid = part.listing.unit is not None and part.listing.unit.code == AREA
            for one in part.rule.efforts:
                if not (one.name == "area" and paid):
                    found.setdefault(one.name, (one, said[one.name]))
        return list(found.values())

    @property
    def why(self) -> list[tuple[str, int]]:
        """Where the work comes from, in minutes of one person; empty where nothing is reckoned."""
        return [row for part in self.composed.parts for row in part.plan.parts if row[1]]

    @property
    def work(self) -> int:
        """The work in minutes of one person."""
        return sum(minutes for _, minutes in self.why)

    @property
    def steps(self) -> list[tuple[str, list[str]]]:
        """What is done, service by service."""
        return [
            (part.name, part.listing.service_type.checklist)
            for part in self.composed.parts
            if part.listing.service_type and part.listing.service_type.checklist
        ]

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The other services of the provider, as the form shows them."""
        ticked = {one.listing_id: one for one in self.also}
        rows = []
        for row in self.siblings[:12]:
            one, by_time = ticked.get(row.pk), row.unit is not None and row.unit.code == BY_TIME
            units = ((one.minutes or 0) // AN_HOUR or None if by_time else one.amount) if one else None
            rows.append({"row": row, "ticked": one is not None, "units": units, "counts": by_time or (row.unit is not None and row.unit.code in BY_AMOUNT)})
        return rows

    def wish(self, wish: Wish) -> Wish:
        """The wish with everything that was chosen here."""
        return replace(wish, answers=self.answers, also=self.also, addons=self.addons, cover=self.cover)

    def query(self, **more: Any) -> str:
        """The choice as a query string."""
        found = QueryDict(mutable=True)
        values = {
            "district": self.district.code,
            "minutes": self.own_minutes if self.lengths else None,
            "amount": self.amount if self.asks_amount else None,
            "cover": self.cover or None,
            **self.answers,
            **{f"q{one.listing_id}": (one.minutes // AN_HOUR if one.minutes else one.amount) for one in self.also},
            **more,
        }
        found.update({name: str(value) for name, value in values.items() if value is not None})
        found.setlist("also", [str(one.listing_id) for one in self.also])
        found.setlist("addon", [str(number) for number in self.addons])
        return found.urlencode()
