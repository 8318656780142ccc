"""The articles of the demo city, eight in each section, written by the demo's editor and published by its publisher."""

import html
from typing import Any

from django.db import transaction
from wagtail.models import Page, Site

from cms.articles.models import ArticlePage, NoticePage, SectionPage
from core.access import acting
from home.operations.seed.city import City, rows
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from members.models import User
from members.roles import Role

# Blocks that show a row of the market: the name of its field, and where it is.
CHOSEN: dict[str, Any] = {"live_service": ("listing", Listing), "live_enterprise": ("enterprise", Enterprise)}


def seed_articles(city: City) -> int:
    """Publish what is missing; returns how many articles there are."""
    editor, publisher = writers(city)
    front = Site.objects.get(is_default_site=True).root_page
    sections = {page.section: page for page in SectionPage.objects.descendant_of(front)}
    with acting(city.acting_as(editor)):
        for row in sorted(rows("articles"), key=lambda item: -item["published_days_ago"]):
            section = sections[row["section"]]
            if not Page.objects.child_of(section).filter(slug=row["slug"]).exists():
                with transaction.atomic():
                    publish(city, row, section, editor, publisher)
    return len(rows("articles"))


def writers(city: City) -> tuple[User, User]:
    """The demo's editor and publisher."""
    return city.of_role(Role.EDITOR), city.of_role(Role.PUBLISHER)


def body_of(row: dict[str, Any]) -> Any:
    """The body of a row as a page takes it."""
    return [{"type": block["type"], "value": _value(block)} for block in row["body"]]


def publish(city: City, row: dict[str, Any], section: SectionPage, editor: User, publisher: User) -> None:
    """One article, as its editor and its publisher do it."""
    at = city.days_ago(row["published_days_ago"])
    page = ArticlePage(
        title=row["title"],
        slug=row["slug"],
        intro=row["intro"],
        author_name=row["author"],
        source=row["source"],
        cover_art=row["cover"].removesuffix(".svg"),
        published_at=at,
        search_description=row["intro"],
        live=False,
        owner=editor,
    )
    page.body = body_of(row)
    section.add_child(instance=page)
    page.tags.add(*row["tags"])
    page.full_clean()
    page.save_revision(user=editor).publish(user=publisher)


def _value(block: dict[str, Any]) -> Any:
    if block["type"] == "paragraph":
        return f"<p>{html.escape(block['value'], quote=False)}</p>"
    if block["type"] == "citation":
        return {**block["value"], "notice": NoticePage.objects.filter(slug=block["value"]["notice"]).values_list("pk", flat=True).first()}
    if block["type"] in CHOSEN:
        name, model = CHOSEN[block["type"]]
        return {**block["value"], name: model.objects.filter(external_id=f"demo:{block['value'][name]}").values_list("pk", flat=True).first()}
    return block["value"]
