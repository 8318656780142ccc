"""The lessons of the demo city's family classroom, written by its editor and published by its publisher."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cms.articles.models import LessonPage, TopicPage
from core.access import acting
from core.media.inspection import inspect_document
from core.media.models import SiteDocument
from home.operations.seed.articles import body_of, writers
from home.operations.seed.city import DATA, City, rows
from members.models import User

FILMS = DATA / "films"


def seed_lessons(city: City) -> int:
    """Publish what is missing; returns how many lessons there are."""
    editor, publisher = writers(city)
    topics = {page.slug: page for page in TopicPage.objects.filter(alias_of=None)}
    with acting(city.acting_as(editor)):
        for row in sorted(rows("lessons"), key=lambda item: -item["days_ago"]):
            topic = topics.get(row["topic"])
            if topic is not None and not LessonPage.objects.child_of(topic).filter(slug=row["slug"]).exists():
                with transaction.atomic():
                    _publish(city, row, topic, editor, publisher)
    return len(rows("lessons"))


def _publish(city: City, row: dict[str, Any], topic: TopicPage, editor: User, publisher: User) -> None:
    page = LessonPage(
        cover_art=row["cover"],
        author_name=row["author"],
        published_at=city.days_ago(row["days_ago"]),
        search_description=row["intro"],
        video=_film(FILMS / row["film"], row["title"], editor) if row.get("film") else None,
        video_seconds=row.get("video_seconds"),
        body=body_of(row),
        live=False,
        owner=editor,
        **{name: row[name] for name in ("slug", "title", "intro", "kind")},
    )
    topic.add_child(instance=page)
    page.tags.add(*row["tags"])
    page.services.set([city.service_types[code] for code in row["services"] if code in city.service_types])
    page.full_clean()
    page.save_revision(user=editor).publish(user=publisher)


def _film(path: Path, title: str, editor: User) -> SiteDocument:
    """Through the one door, like every file."""
    clean = inspect_document(SimpleUploadedFile(path.name, path.read_bytes()))
    film = SiteDocument(title=title, uploaded_by_user=editor)
    film.file.save(clean.name, SimpleUploadedFile(clean.name, clean.content), save=False)
    film.file_size = len(clean.content)
    film.save()
    return film
