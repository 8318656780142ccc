"""Pages as rows of the content API: what a page says of its relations comes with its row, so any `fields` cost the same number of queries.

Wagtail asks for covers, tags, parents and addresses page by page and builds a serializer class in every request.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, ForeignKey, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, JSONObject, Length, Substr
from rest_framework.fields import Field
from taggit.managers import TaggableManager
from taggit.models import TaggedItem
from wagtail.api.v2 import serializers as wagtails
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.fields import StreamField
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.models import Page

from cms.articles import api_blocks
from cms.articles.covers import FOCUS, SIZE, sizes_from
from cms.articles.models import ArticlePage
from cms.articles.states import COVER_SIZES
from core.media.models import SiteDocument, SiteImage, SiteRendition
from core.pages import address_of, shown_pages

FILES: tuple[type[Model], ...] = (SiteImage, SiteDocument)
# With the collection: a picture without one asks for the first of all when it is made.
COLUMNS = {SiteImage: ("id", "title", "width", "height", "file", "collection_id", *FOCUS), SiteDocument: ("id", "title", "file", "collection_id")}
PARENT = ("id", "title", "path", "depth", "url_path", "content_type_id", "locale_id", "translation_key")


# ---- rows ------------------------------------------------------------------------------------------------------------------------------


def _file(model: type[Model], name: str, *, sizes: bool) -> Subquery:
    """A picture or document as one JSON value: its columns, its tags, and of a cover the sizes that are made."""
    columns: dict[str, Any] = {column: F(column) for column in COLUMNS[model]}
    tagged = TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=OuterRef("pk"))
    columns["tags"] = ArraySubquery(tagged.order_by("tag__name").values("tag__name"))
    if sizes:
        made = SiteRendition.objects.filter(image=OuterRef("pk"), filter_spec__in=COVER_SIZES.values())
        said = JSONObject(**{name: F(name) for name in SIZE})
        columns["sizes"] = ArraySubquery(made.values(said=said))
    return Subquery(model._default_manager.filter(pk=OuterRef(f"{name}_id")).values(said=JSONObject(**columns)))


def field_of(model: type[Page], name: str) -> Any:
    """The model's field of that name, None for a property."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def with_parts(rows: QuerySet, names: Iterable[str]) -> QuerySet:
    """Rows that bring what these fields need, and no body that is not asked for."""
    model, wanted = rows.model, set(names)
    if "cover_sizes" in wanted:
        wanted.add("cover")
    for name in wanted:
        field = field_of(model, name)
        if isinstance(field, TaggableManager):
            tagged = field.through._default_manager.filter(content_object=OuterRef("pk"))
            rows = rows.annotate(tags_said=ArraySubquery(tagged.order_by("tag__name").values("tag__name")))
        elif isinstance(field, ForeignKey) and field.related_model in FILES:
            rows = rows.annotate(**{f"{name}_said": _file(field.related_model, name, sizes="cover_sizes" in wanted)})
    if model is ArticlePage and "section" in wanted:
        rows = rows.with_section()  # type: ignore[attr-defined]
    return rows.defer(*(field.name for field in model._meta.concrete_fields if isinstance(field, StreamField) and field.name not in wanted))


def with_parent(rows: QuerySet, now: datetime) -> QuerySet:
    """Pages that know the page above them, where the public may see it."""
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    columns = {column: F(column) for column in PARENT} | {"translation_key": Cast("translation_key", CharField())}
    return rows.annotate(parent_said=Subquery(shown_pages(now).filter(path=above).order_by().values(said=JSONObject(**columns))))


def complete(row: Page) -> bool:
    """Put what came with a row where serializers look; whether every size of its cover is made."""
    ready = True
    for name in [name for name in row.__dict__ if name.endswith("_said") and name not in {"tags_said", "parent_said"}]:
        said, field = row.__dict__[name], row._meta.get_field(name.removesuffix("_said"))
        one = None
        if said is not None:
            tags, sizes = said.pop("tags"), said.pop("sizes", None)
            one = field.related_model(**said)
            one.tags_said = tags
            if sizes is not None:
                one.sizes_said = sizes_from(one, (tuple(size[name] for name in SIZE) for size in sizes))
                ready &= None not in one.sizes_said.values()
        setattr(row, field.name, one)
    return ready


def parent_of(row: Page) -> Page | None:
    """The page above it that came with the row."""
    said = row.__dict__.get("parent_said")
    return Page(**said) if said else None


# ---- what they say -----------------------------------------------------------------------------------------------------------------------


class _Whole(Field):
    """A field that is given the row itself."""

    def get_attribute(self, instance: Any) -> Any:
        """The row."""
        return instance


class Address(_Whole):
    """Where the detail of a row is, on the requested host; Wagtail would name the host of its site record."""

    def to_representation(self, instance: Any) -> str:
        """The address of its detail."""
        return urljoin(self.context["host"], self.context["router"].get_object_detail_urlpath(type(instance), instance.pk))


class PageAddress(_Whole):
    """The address of a page for people."""

    def to_representation(self, instance: Any) -> str:
        """The page on the requested host."""
        return urljoin(self.context["host"], address_of(instance, self.context["request"]))


class _Language(_Whole):
    """The language; only Chinese pages are listed."""

    def to_representation(self, instance: Any) -> str:
        """The code."""
        return settings.LANGUAGE_CODE


class _Parent(_Whole):
    """The page above."""

    def to_representation(self, instance: Any) -> dict[str, Any] | None:
        """Its id, title and addresses; None where the public may not see it."""
        page = parent_of(instance)
        return page and self.parent.say_parent(page)  # type: ignore[attr-defined]


class _Tags(wagtails.TagsField):
    """The names of tags that came with the row."""

    def get_attribute(self, instance: Any) -> Any:
        """The names, or what Wagtail would ask."""
        return instance.__dict__.get("tags_said", super().get_attribute(instance) if "tags_said" not in instance.__dict__ else None)

    def to_representation(self, value: Any) -> list[str]:
        """The names."""
        return value if isinstance(value, list) else super().to_representation(value)


class _Related(wagtails.RelatedField):
    """A picture or document of a page; its serializer is made once."""

    def to_representation(self, value: Any) -> dict[str, Any]:
        """What is said of it."""
        if not hasattr(self, "said_by"):
            self.said_by = self.serializer_class()
        self.said_by._context = self.context
        return self.said_by.to_representation(value)


class _Body(wagtails.StreamField):
    """A body from its stored JSON."""

    def to_representation(self, value: Any) -> list[Any]:
        """Its blocks; in another format than the stored one Wagtail says them."""
        return super().to_representation(value) if "rich_text_format" in self.context["request"].GET else api_blocks.say(value)


class _Rows(wagtails.BaseSerializer):
    """Our fields instead of Wagtail's."""

    serializer_field_mapping = wagtails.BaseSerializer.serializer_field_mapping | {StreamField: _Body}
    serializer_related_field = _Related
    detail_url = Address(read_only=True)

    def build_property_field(self, field_name: str, model_class: type[Model]) -> Any:
        """Tags that came with the row."""
        kind, options = super().build_property_field(field_name, model_class)
        return (_Tags, {}) if kind is wagtails.TagsField else (kind, options)


class ImageRows(_Rows, ImageSerializer):
    """Pictures."""


class DocumentRows(_Rows, DocumentSerializer):
    """Documents."""


class PageRows(_Rows, wagtails.PageSerializer):
    """Pages."""

    type = wagtails.PageTypeField(read_only=True)
    html_url = PageAddress(read_only=True)
    locale = _Language(read_only=True)
    parent = _Parent(read_only=True)

    def say_parent(self, page: Page) -> dict[str, Any]:
        """The page above, as Wagtail says it."""
        kind, context = page.specific_class, self.context
        meta = {"type": kind._meta.label, "detail_url": urljoin(context["host"], context["router"].get_object_detail_urlpath(Page, page.pk))}
        meta["html_url"] = urljoin(context["host"], address_of(page, context["request"]))
        return {"id": page.pk, "meta": meta, "title": page.title}
