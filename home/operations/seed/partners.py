"""The labour partners and the recruitment brochure of the demo city, written by its editor and published by its publisher."""

import html
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.pages.models import LabourIndexPage, LabourPartnerPage, RecruitmentBrochurePage
from core.access import acting
from core.reference import read_json
from home.operations.seed.articles import body_of, writers
from home.operations.seed.city import DATA, City
from marketplace.recruitment.models import SignUp
from marketplace.recruitment.services import sign_up

SAID = ("name", "home", "wish", "experience_years", "message")


def seed_partners(city: City) -> int:
    """Publish what is missing; returns how many partners there are."""
    data = read_json(DATA / "partners.json")
    index = LabourIndexPage.objects.first()
    if index is None:
        return 0
    with acting(city.acting_as(writers(city)[0])):
        if not RecruitmentBrochurePage.objects.child_of(index).filter(slug=data["brochure"]["slug"]).exists():
            _brochure(city, data["brochure"], index)
        for row in data["partners"]:
            page = LabourPartnerPage.objects.child_of(index).filter(slug=row["slug"]).first() or _partner(city, row, index)
            _sign_ups(city, row, page)
    return len(data["partners"])


def _added(city: City, index: LabourIndexPage, page: Any) -> Any:
    page.live, page.owner, page.search_description = False, writers(city)[0], page.intro
    index.refresh_from_db()
    index.add_child(instance=page)
    return page


def _brochure(city: City, row: dict[str, Any], index: LabourIndexPage) -> None:
    page = RecruitmentBrochurePage(slug=row["slug"], title=row["title"], intro=row["intro"], cover_art=row["cover"], body=body_of(row))
    editor, publisher = writers(city)
    _added(city, index, page).save_revision(user=editor).publish(user=publisher)


def _partner(city: City, row: dict[str, Any], index: LabourIndexPage) -> LabourPartnerPage:
    editor, publisher = writers(city)
    last = timezone.localdate(city.now) + timedelta(days=row["sign_up_in_days"])
    same = {name: row[name] for name in ("slug", "title", "intro", "region", "partner", "places")}
    page = _added(city, index, LabourPartnerPage(**same, cover_art=row["cover"], sign_up_until=last, body=_body(row)))
    page.receivers.set([city.enterprises[key] for key in row["receivers"]])
    page.full_clean()
    page.save_revision(user=editor).publish(user=publisher)
    return page


def _body(row: dict[str, Any]) -> list[dict[str, Any]]:
    found = body_of(row)
    for block in found:
        if block["type"] == "publicity":
            block["value"] = {**block["value"], "text": f"<p>{html.escape(block['value']['text'], quote=False)}</p>"}
    return found


def _sign_ups(city: City, row: dict[str, Any], page: LabourPartnerPage) -> None:
    for said in row["sign_ups"]:
        person = city.people[said["person"]]
        if not SignUp.objects.filter(partner_id=page.pk, person=person).exists():
            at = city.now - timedelta(hours=said["hours_ago"])
            place = {"partner_id": page.pk, "partner_title": page.title, "region": page.region}
            sign_up(**place, actor=city.acting_as(person), now=at, consent=True, **{name: said[name] for name in SAID})
