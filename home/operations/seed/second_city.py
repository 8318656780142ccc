"""The second, smaller city of the demo on a host of its own: five enterprises, forty listings, six articles."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from wagtail.models import Page, Site

from cms.articles.models import SectionPage
from core.access import acting
from core.reference import read_json
from home.operations.seed.articles import publish, writers
from home.operations.seed.city import DATA, City
from home.operations.seed.enterprises import admit
from home.operations.seed.listings import posted
from home.operations.seed.people import member
from home.services import Opening, open_city
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.listings.services import post_many
from members import demo
from members.roles import Role
from search.services.projection import refresh_everything


def open_second_city(first: City) -> Site:
    """Its host, front page and districts; before the first city is filled, so that search knows from the start what is whose."""
    data = read_json(DATA / "second_city.json")
    wanted = Opening(**{name: data[name] for name in ("name", "region", "host", "hotline")})
    site, is_new = open_city(wanted, actor=first.acting_as(), now=first.now)
    if is_new and Listing.objects.exists():
        refresh_everything(now=first.now)
    return site


def seed_second_city(first: City, site: Site) -> int:
    """Fill it with what is missing; returns how many listings it has."""
    data = read_json(DATA / "second_city.json")
    city = City(now=first.now, people=dict(first.people))
    _people(city, data["people"])
    _enterprises(city, data["enterprises"])
    _listings(city, data["listings"])
    _articles(city, data["articles"], site)
    return len(data["listings"])


def _people(city: City, rows: list[dict[str, Any]]) -> None:
    shared = make_password(demo.PASSWORD)
    for row in rows:
        user = member(city, row["phone"], row["name"])
        user.password, user.district_code, user.date_joined = shared, row["district"], city.days_ago(400)
        user.save(update_fields=["password", "district_code", "date_joined"])
        city.people[row["key"]] = user


def _enterprises(city: City, rows: list[dict[str, Any]]) -> None:
    leader = city.acting_as(city.of_role(Role.LEADER))
    for row in rows:
        found = Enterprise.objects.filter(external_id=f"demo:{row['key']}").first()
        if found is None:
            with transaction.atomic():
                found = admit(city, row, leader)
        city.enterprises[row["key"]] = found


def _listings(city: City, rows: list[dict[str, Any]]) -> None:
    known = set(Listing.objects.filter(external_id__startswith="demo:bd-").values_list("external_id", flat=True))
    missing = [posted(city, row, place) for place, row in enumerate(rows) if f"demo:{row['key']}" not in known]
    if missing:
        post_many(missing, checker=city.acting_as(), now=city.now)


def _articles(city: City, rows: list[dict[str, Any]], site: Site) -> None:
    editor, publisher = writers(city)
    sections = {page.section: page for page in SectionPage.objects.descendant_of(site.root_page)}
    with acting(city.acting_as(editor)):
        for row in sorted(rows, key=lambda item: -item["published_days_ago"]):
            section = sections[row["section"]]
            if not Page.objects.child_of(section).filter(slug=row["slug"]).exists():
                with transaction.atomic():
                    publish(city, row, section, editor, publisher)
