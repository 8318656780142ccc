"""The engagements of the demo city: each where its story says, never charged above what was accepted, the same when seeded twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.contacts import has_contact
from home.operations.seed.city import City, rows
from home.operations.seed.engagements import seed_engagements
from marketplace.bookings.models import HomePreferences
from marketplace.catalog.models import ServiceType
from marketplace.engagements.models import CareEntry, Engagement, HomeAssessment
from marketplace.workers.models import Paper, PaperKind, Worker
from tests.marketplace.bookings.factories import make_worker
from tests.marketplace.engagements.factories import make_nurse
from tests.marketplace.factories import make_enterprise, make_listing
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
STATES = {"assessed": "quoted", "proposed": "asked"}


@pytest.fixture
def city() -> City:
    """The people, the offers and some nurses of the files, at half past ten."""
    files = {row["key"]: row for row in rows("listings")}
    found = City(now=clock.midnight(timezone.localdate(clock.now())) + timedelta(hours=10, minutes=30))
    stories = rows("engagements")
    firms = {key: make_enterprise() for key in sorted({row["listing"].split("-")[0] for row in stories if row["listing"]} | {"ruoyin", "jinghe"})}
    kinds = {row["service_type"] for row in stories if row["service_type"]}
    for key in sorted({row["listing"] for row in stories if row["listing"]}):
        kind = ServiceType.objects.select_related("category").get(code=files[key]["service_type"])
        kinds.add(kind.code)
        values = {"category": kind.category, "service_type": kind, "unit": found.units[files[key]["unit"]], "price_fen": 600_000}
        make_listing(enterprise=firms[files[key]["enterprise"]], external_id=f"demo:{key}", title=files[key]["title"], **values)
    does = tuple(ServiceType.objects.filter(code__in=kinds))
    for firm in firms.values():
        for _ in range(4):
            worker = make_nurse(firm, kind=does[0])
            worker.skills.all().delete()
            worker.skills.bulk_create([worker.skills.model(worker=worker, service_type=one) for one in does])
        make_worker(enterprise=firm, skills=does)
    found.people = {row["person"]: make_user(name=row["name"]) for row in stories}
    found.enterprises = firms
    return found


def papers_for(city: City) -> None:
    """Everything that the services ask for, besides."""
    for worker in Worker.objects.all():
        held = set(worker.papers.values_list("kind_id", flat=True))
        kinds = PaperKind.objects.exclude(pk__in=held)
        Paper.objects.bulk_create([Paper(worker=worker, kind=kind, state="verified", reviewed_at=city.now, created_at=city.now) for kind in kinds])


def test_every_story_is_told_once_and_to_its_end(city: City):
    papers_for(city)
    count = seed_engagements(city)
    assert count == len(rows("engagements"))
    for row in rows("engagements"):
        made = Engagement.objects.get(needs=row["needs"])
        assert made.state == STATES.get(row["then"], row["then"]), row["key"]
        assert sum(made.dues.filter(payer="customer").values_list("fen", flat=True)) <= made.chargeable_fen
    assert HomeAssessment.objects.get().state == "done" and CareEntry.objects.count() == sum(len(row.get("care", ())) for row in rows("engagements"))
    assert HomePreferences.objects.filter(user=city.people["chen-min"]).exists()
    assert seed_engagements(city) == count


def test_no_story_carries_a_number():
    texts = [row["needs"] + row["note"] for row in rows("engagements")] + [text for row in rows("homes") for text in list(row.values())[1:]]
    assert not [text for text in texts if has_contact(text)]
