"""Who works at which outlet of the demo city, what the outlets do, who manages them. After the orders: nobody's past changes by it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.reference import read_json
from home.operations.seed.city import DATA, City
from home.operations.seed.people import member
from marketplace.enterprises.models import Outlet
from marketplace.listings.queries.outlets import offers_of
from marketplace.listings.services import set_outlet_offers
from marketplace.workers.models import Station, Worker
from marketplace.workers.services import station
from marketplace.workers.states import WorkerState
from members.models import Membership
from members.roles import Role
from members.services import grant_role

FILE = "stations.json"
SINCE_DAYS = 200


def seed_stations(city: City) -> int:
    """Station whoever is missing; returns how many people belong to an outlet."""
    data = read_json(DATA / FILE)
    outlets = {row.name: row for row in Outlet.objects.select_related("enterprise", "organisation")}
    with transaction.atomic():
        for row in data["at"]:
            outlet = outlets.get(row["outlet"])
            if outlet is not None and not outlet.stations.exists():
                _settle(city, outlet, row)
        for row in data["moves"]:
            if row["from"] in outlets and row["to"] in outlets:
                _move(city, outlets[row["from"]], outlets[row["to"]], row)
    return Worker.objects.filter(outlet__isnull=False).count()


def _settle(city: City, outlet: Outlet, row: dict[str, Any]) -> None:
    """Those who live where the outlet serves have been there for months; then what it does, and who manages it."""
    served = list(outlet.serves.values_list("pk", flat=True))
    free = Worker.objects.filter(enterprise=outlet.enterprise, outlet=None, state=WorkerState.APPROVED, district__in=served)
    people = list(free.order_by("pk")[: row["people"]])
    since = timezone.localdate(city.days_ago(SINCE_DAYS))
    Station.objects.bulk_create(
        Station(worker=one, outlet=outlet, starts_on=since, note="开店时过来的", created_at=city.days_ago(SINCE_DAYS)) for one in people
    )
    Worker.objects.filter(pk__in=[one.pk for one in people]).update(outlet=outlet)
    if row["does"]:
        does = [one for one in offers_of(outlet) if any(word in one.title for word in row["does"])]
        set_outlet_offers(outlet, offers=does, actor=city.acting_as(), now=city.now)
    if manager := row.get("manager"):
        user = member(city, manager["phone"], manager["name"])
        if not Membership.objects.filter(user=user, organisation=outlet.organisation).exists():
            grant_role(user=user, organisation=outlet.organisation, role=Role.ENTERPRISE_OWNER, actor=city.acting_as(), now=city.now, reason="店长")


def _move(city: City, source: Outlet, target: Outlet, row: dict[str, Any]) -> None:
    one = Worker.objects.filter(outlet=source).order_by("pk").first()
    if one is not None and one.stations.count() == 1:
        starts_on = timezone.localdate(city.now) + timedelta(days=row["in_days"])
        station(one, outlet=target, starts_on=starts_on, note=row["note"], actor=city.acting_as(), now=city.now)
