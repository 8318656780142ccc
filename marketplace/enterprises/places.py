"""Where the outlets are: by distance, district and whether they are open (CHN-06).

Open is a question about a moment: the weekday's hours count, on a rest day (放假) not for those that rest then, and a weekend that is a
working day (调休上班) has the hours of a Monday.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.utils import timezone
from django.utils.translation import gettext

from core import clock
from core.models import Holiday
from marketplace.enterprises.models import Outlet, OutletHours
from marketplace.enterprises.models.outlets import WEEKDAYS

EARTH_KM = 6371.0088
DEGREE_KM = 111.195
SIZE = 20
SATURDAY, MONDAY = 5, 0


@dataclass(frozen=True, slots=True)
class DayRule:
    """What kind of day it is for opening hours: whose hours count, and whether it is a rest day."""

    weekday: int
    rest: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which outlets. With a point they are ordered by distance; `open_now` leaves those that are open at the moment asked."""

    district_id: int | None = None
    lat: float | None = None
    lng: float | None = None
    radius_km: float | None = None
    open_now: bool = False

    @property
    def has_point(self) -> bool:
        """Whether somebody said where he is."""
        return self.lat is not None and self.lng is not None


def rule_of(day: date) -> DayRule:
    """The kind of a day. One query."""
    kind = Holiday.objects.filter(date=day).values_list("kind", flat=True).first()
    weekday = MONDAY if kind == "work" and day.weekday() >= SATURDAY else day.weekday()
    return DayRule(weekday, kind == "rest")


def minutes_of(now: datetime) -> int:
    """Minutes since midnight in the city."""
    local = timezone.localtime(now)
    return local.hour * 60 + local.minute


def found(wanted: Wanted, *, rule: DayRule, now: datetime) -> QuerySet[Outlet]:
    """The public outlets that are asked for, with `distance_km` when there is a point."""
    rows = Outlet.objects.public()
    if wanted.district_id is not None:
        serving = Outlet.serves.through.objects.filter(outlet_id=OuterRef("pk"), district_id=wanted.district_id)
        rows = rows.filter(Q(district_id=wanted.district_id) | Exists(serving))
    if wanted.has_point:
        rows = rows.annotate(distance_km=_distance(wanted.lat or 0.0, wanted.lng or 0.0))
        if wanted.radius_km is not None:
            rows = rows.filter(_box(wanted.lat or 0.0, wanted.lng or 0.0, wanted.radius_km), distance_km__lte=wanted.radius_km)
    if wanted.open_now:
        minute = minutes_of(now)
        hours = OutletHours.objects.filter(outlet_id=OuterRef("pk"), weekday=rule.weekday, opens_minutes__lte=minute, closes_minutes__gt=minute)
        rows = rows.filter(Exists(hours))
        rows = rows.filter(rests_on_holidays=False) if rule.rest else rows
    return rows


def _distance(lat: float, lng: float) -> Any:
    """Kilometres over the ground (haversine)."""
    half_lat, half_lng = Radians(F("lat") - Value(lat)) / 2.0, Radians(F("lng") - Value(lng)) / 2.0
    arc = Power(Sin(half_lat), 2.0) + Value(math.cos(math.radians(lat))) * Cos(Radians(F("lat"))) * Power(Sin(half_lng), 2.0)
    return Value(2 * EARTH_KM) * ASin(Sqrt(Least(Value(1.0), arc)), output_field=FloatField())


def _box(lat: float, lng: float, radius_km: float) -> Q:
    """The square around the circle, for the index."""
    north = radius_km / DEGREE_KM
    east = min(180.0, north / max(0.01, math.cos(math.radians(lat))))
    return Q(lat__range=(lat - north, lat + north), lng__range=(lng - east, lng + east))


def page_of(rows: QuerySet[Outlet], wanted: Wanted, *, after: tuple[float, int] | None = None, size: int = SIZE) -> list[Outlet]:
    """A page, nearest first or latest first, one more than `size` when there are more. Three queries."""
    if wanted.has_point:
        if after is not None:
            rows = rows.filter(Q(distance_km__gt=after[0]) | Q(distance_km=after[0], pk__gt=after[1]))
        rows = rows.order_by("distance_km", "pk")  # type: ignore[misc]
    else:
        rows = rows.filter(pk__lt=after[1]) if after is not None else rows
        rows = rows.order_by("-pk")
    return list(rows.select_related("district", "enterprise").prefetch_related("hours", "serves")[: size + 1])


def position_of(row: Outlet) -> tuple[float, int]:
    """Where the next page begins after this row."""
    return getattr(row, "distance_km", 0.0), row.pk


def today_of(row: Outlet, rule: DayRule) -> OutletHours | None:
    """Its hours on such a day; None when it is closed."""
    if rule.rest and row.rests_on_holidays:
        return None
    return next((hours for hours in row.hours.all() if hours.weekday == rule.weekday), None)


def card(row: Outlet, *, rule: DayRule, now: datetime) -> dict[str, Any]:
    """An outlet as cards and the public API show it."""
    today, minute = today_of(row, rule), minutes_of(now)
    is_open = today is not None and today.opens_minutes <= minute < today.closes_minutes
    distance = getattr(row, "distance_km", None)
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.get_kind_display(),
        "enterprise": row.enterprise.shown_name,
        "enterprise_url": row.enterprise.get_absolute_url(),
        "honour": row.enterprise.get_honour_display() or None,
        "district": row.district.name,
        "address": row.address,
        "lat": row.lat,
        "lng": row.lng,
        "phone": row.phone,
        "hours": [{"days": days, "hours": text} for days, text in week(row)],
        "rests_on_holidays": row.rests_on_holidays,
        "open_now": is_open,
        "open_text": _open_text(today, minute),
        "serves": sorted(place.name for place in row.serves.all()),
        "distance_km": None if distance is None else round(distance, 2),
    }


def cards_of(enterprise_id: int) -> list[dict[str, Any]]:
    """The public outlets of an enterprise by name, as its page shows them: what does not change with the hour. Two queries."""
    rows = Outlet.objects.public().filter(enterprise_id=enterprise_id).select_related("district").prefetch_related("hours").order_by("name", "pk")
    named = ("name", "address", "phone")
    return [
        {**{name: getattr(row, name) for name in named}, "district": row.district.name, "hours": [{"days": days, "hours": text} for days, text in week(row)]}
        for row in rows
    ]


def _open_text(today: OutletHours | None, minute: int) -> str:
    if today is None:
        return gettext("休息")
    if minute < today.opens_minutes:
        return gettext("%(time)s 开门") % {"time": clock_text(today.opens_minutes)}
    return gettext("营业到 %(time)s") % {"time": clock_text(today.closes_minutes)} if minute < today.closes_minutes else gettext("打烊了")


def clock_text(minutes: int) -> str:
    """Minutes from midnight as 08:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def week(row: Outlet) -> list[tuple[str, str]]:
    """The week in as few lines as it has: 周一到周五 08:30–18:00."""
    by_day = {hours.weekday: f"{clock_text(hours.opens_minutes)}–{clock_text(hours.closes_minutes)}" for hours in row.hours.all()}
    runs: list[tuple[int, int, str]] = []
    for number, _ in WEEKDAYS:
        text = by_day.get(number, gettext("休息"))
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], number, text)
        else:
            runs.append((number, number, text))
    names = {number: gettext(name) for number, name in WEEKDAYS}
    return [(_days(first, last, names), text) for first, last, text in runs]


def _days(first: int, last: int, names: dict[int, str]) -> str:
    if first == last:
        return names[first]
    return gettext("每天") if (first, last) == (0, 6) else gettext("%(first)s到%(last)s") % {"first": names[first], "last": names[last]}


def changes_at(rows: list[Outlet], *, rule: DayRule, now: datetime) -> datetime:
    """When a page that says which of these are open is no longer right: the next opening or closing, at the latest midnight."""
    begins = clock.midnight(timezone.localdate(now))
    edges = [begins + timedelta(days=1)]
    for row in rows:
        if (today := today_of(row, rule)) is not None:
            edges += [begins + timedelta(minutes=today.opens_minutes), begins + timedelta(minutes=today.closes_minutes)]
    return min(edge for edge in edges if edge > now)
