"""The stable, read-only content API (Wagtail API v2): what the public may see now, whoever asks."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError, page_models_from_string, parse_fields_parameter
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex, Site

from cms.articles.api_answers import keep, know_site, look, place_of, send
from cms.articles.api_lists import window
from cms.articles.api_rows import DocumentRows, ImageRows, PageRows, complete, with_parent, with_parts
from core import cities, clock
from core.api import Open
from core.errors import Invalid, NotFound
from core.pages import in_site, shown_pages
from core.prepared import NOW, NUMBER, TEXT, Prepared
from core.wire import OrjsonRenderer

MAX_OFFSET = 100_000
NUMBERS = ("id", "limit", "offset", "child_of", "descendant_of", "ancestor_of", "translation_of")
# How many serializers a thread keeps: one for each type with the fields that somebody asks for.
SERIALIZERS = 40
# How many compiled statements it keeps, and what may be asked of a list for which there is one.
STATEMENTS = 80
PREPARED = frozenset({"type", "fields", "limit", "cursor", "order"})
_kept = threading.local()


class _ReadOnly:
    """JSON only, nobody is asked who they are, bad input is a clear problem."""

    renderer_classes: ClassVar = [OrjsonRenderer]
    authentication_classes: ClassVar[list[type]] = []
    permission_classes: ClassVar = [Open]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what the database could not take."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        for name, values in request.query_params.lists():
            if len(values) > 1 or any("\x00" in value or len(value) > 1000 for value in (name, *values)):
                raise Invalid(fields={name[:40].replace("\x00", ""): ["这个参数读不懂。"]})
            if name == "id" and not values[0].isdecimal():
                raise Invalid(fields={name: ["请写一个编号。"]})
            if name in NUMBERS and values[0].lstrip("-").isdigit() and len(values[0]) > 9:
                raise Invalid(fields={name: ["这个数太大了。"]})
        if int(kwargs.get("pk") or 0) >= 2**31:
            raise Invalid(fields={"id": ["这个数太大了。"]})
        offset = request.query_params.get("offset", "")
        if offset.isdecimal() and int(offset) > MAX_OFFSET:
            raise Invalid(fields={"offset": [f"最多翻到第 {MAX_OFFSET} 条。"]})

    def get_serializer_context(self) -> dict[str, Any]:
        """With the requested host."""
        request = self.request  # type: ignore[attr-defined]
        return {"request": request, "view": self, "router": request.wagtailapi_router, "host": f"{request.scheme}://{request.get_host()}/"}

    def find_view(self, request: Request) -> Any:
        """Redirect to the detail on the requested host."""
        response = super().find_view(request)  # type: ignore[misc]
        parts = urlsplit(response["Location"])
        response["Location"] = parts.path + (f"?{parts.query}" if parts.query else "")
        return response

    def handle_exception(self, error: Exception) -> Response:
        """Wagtail's own complaint as a problem."""
        return super().handle_exception(Invalid(str(error)) if isinstance(error, BadRequestError) else error)  # type: ignore[misc]


class ContentPages(_ReadOnly, PagesAPIViewSet):
    """Pages of every type. Answers are kept until what they show changes; making one takes two queries and one to keep it, whatever `fields` asks for."""

    base_serializer_class = PageRows
    meta_fields: ClassVar = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]
    known_query_parameters: ClassVar = PagesAPIViewSet.known_query_parameters | {"cursor"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """The kept bytes, or an answer that is kept when it is whole."""
        if request.method not in {"GET", "HEAD"}:
            return super().dispatch(request, *args, **kwargs)
        self.now, place = clock.now(), place_of(request)
        self.looked = look(place, self.now, page=kwargs.get("pk"))
        if self.looked.stored is not None:
            return send(request, self.looked.stored)
        know_site(request, self.looked.sites)
        self.whole = False
        self.until: datetime | None = None
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, Response):
            response.render()
        if not (place.key and self.whole and response.status_code == 200):
            return response
        return send(request, keep(place, self.looked, response.content, now=self.now, until=self.until))

    @classmethod
    def get_listing_default_fields(cls, model: type[Page]) -> list[str]:
        """Without the language: only Chinese pages are listed."""
        return [name for name in super().get_listing_default_fields(model) if name != "locale"]

    @classmethod
    def get_detail_default_fields(cls, model: type[Page]) -> list[str]:
        """The same of a page."""
        return [name for name in super().get_detail_default_fields(model) if name != "locale"]

    def get_base_queryset(self) -> Any:
        """Pages under the root of the requested site, and those that are shared with it, that the public may see now."""
        return self._below_root(shown_pages(self.now))

    def _below_root(self, rows: Any) -> Any:
        site = Site.find_for_request(self.request)
        return rows.filter(in_site(site.root_page)) if site else rows.none()

    def get_queryset(self) -> Any:
        """The same, of one type with its own columns."""
        kinds = self._kinds()
        if len(kinds) != 1 or kinds[0] is Page:
            return self.get_base_queryset().type(*kinds) if kinds else self.get_base_queryset()
        return self._below_root(shown_pages(self.now, kinds[0]))

    def _kinds(self) -> tuple[type[Page], ...]:
        try:
            return page_models_from_string(self.request.GET["type"]) if self.request.GET.get("type") else ()
        except (LookupError, ValueError) as error:
            raise BadRequestError("type doesn't exist") from error

    def _says(self, model: type[Page]) -> Any:
        """The serializer of this model and these fields; each thread keeps those it made last."""
        asked = (model, self.action, self.request.GET.get("fields", ""))
        known = _kept.__dict__.setdefault("serializers", {})
        found = known.pop(asked, None) or self._new(model, asked[2])
        known[asked] = found
        if len(known) > SERIALIZERS:
            known.pop(next(iter(known)))
        self.resolve_rich_text_format()
        found._context = self.get_serializer_context()
        return found

    def _new(self, model: type[Page], fields: str) -> Any:
        try:
            wanted = parse_fields_parameter(fields) if "fields" in self.request.GET else []
        except ValueError as error:
            raise BadRequestError(f"fields error: {error}") from error
        return self._get_serializer_class(self.request.wagtailapi_router, model, wanted, show_details=self.action == "detail_view")()

    def listing_view(self, request: Request) -> Response:
        """A page of a list, and the cursor of the next one. One query after the look; a search is asked as Wagtail does."""
        rows = self.get_queryset()
        self.check_query_parameters(rows)
        says, wanted = self._says(rows.model), window(request)
        ready = set(request.GET) <= PREPARED and wanted.key is not None
        found = rows if ready else self.filter_queryset(with_parts(rows, says.fields))
        if not isinstance(found, QuerySet):
            return self.get_paginated_response([says.to_representation(row) for row in self.paginate_queryset(found)])
        if ready:
            key = ("list", rows.model, request.GET.get("type"), request.GET.get("fields"), wanted.limit, wanted.order, wanted.after is None, self._root())
            stand_in = None if wanted.after is None else TEXT if wanted.key == "path" else NUMBER
            listed = self._prepared(key, lambda: wanted.rows(with_parts(self.get_queryset(), says.fields), self.get_queryset(), stand_in), wanted.after)
        else:
            listed = list(wanted.rows(found, self.filter_queryset(rows), wanted.after))
        part = wanted.part(listed, lambda: self.filter_queryset(rows))
        whole = [complete(row) for row in part.rows]
        self.whole, self.until = all(whole), part.until
        return Response({"meta": {"total_count": part.count, "next": part.following}, "items": [says.to_representation(row) for row in part.rows]})

    def detail_view(self, request: Request, pk: int) -> Response:
        """A page. One query after the look."""
        kind = self.looked.kind
        if kind is None or not issubclass(kind, self._kinds() or Page):
            raise NotFound
        says = self._says(kind)

        def built() -> QuerySet:
            return with_parent(with_parts(self._below_root(shown_pages(self.now, kind)), says.fields), self.now).filter(pk=NUMBER)

        rows = self._prepared(("detail", kind, request.GET.get("fields"), self._root()), built, pk)
        if not rows:
            raise NotFound
        self.whole, self.until = complete(rows[0]), rows[0].expire_at
        return Response(says.to_representation(rows[0]))

    def _root(self) -> str:
        site = Site.find_for_request(self.request)
        return f"{site.root_page.path} {cities.known().stamp}" if site else ""

    def _prepared(self, key: tuple[Any, ...], build: Callable[[], QuerySet], value: Any) -> list[Any]:
        """Ask a statement that this thread has compiled before, or compile it now. One query; none where no site is."""
        known = _kept.__dict__.setdefault("statements", {})
        prepared = known.pop(key, None)
        if prepared is None:
            now, self.now = self.now, NOW
            try:
                prepared = Prepared(build())
            except EmptyResultSet:
                return []
            finally:
                self.now = now
        known[key] = prepared
        if len(known) > STATEMENTS:
            known.pop(next(iter(known)))
        return prepared.rows(now=self.now, number=value if type(value) is int else None, text=value if type(value) is str else None)


def shown_references(model: type) -> QuerySet:
    """The ids of files that pages which the public may see refer to; a file that no such page uses is on no list."""
    kinds = ContentType.objects.get_for_models(model, Page)
    pages = shown_pages(clock.now()).order_by().annotate(key=Cast("pk", CharField())).values("key")
    return ReferenceIndex.objects.filter(base_content_type=kinds[Page], object_id__in=pages, to_content_type=kinds[model]).values("to_object_id")


class _OfPages(_ReadOnly):
    """Files that are part of a public page. They are listed, not searched: the condition "used by a public page" is none of the search's."""

    filter_backends: ClassVar = [FieldsFilter, OrderingFilter]
    known_query_parameters: ClassVar = BaseAPIViewSet.known_query_parameters - {"search", "search_operator"}

    def get_queryset(self: Any) -> QuerySet:
        """Only those, and not those in a restricted collection."""
        keyed = BaseAPIViewSet.get_queryset(self).annotate(key=Cast("pk", CharField()))
        return keyed.filter(key__in=shown_references(self.model), pk__in=super().get_queryset().values("pk"))  # type: ignore[misc]


class ContentImages(_OfPages, ImagesAPIViewSet):
    """Pictures."""

    base_serializer_class = ImageRows


class ContentDocuments(_OfPages, DocumentsAPIViewSet):
    """Documents to download."""

    base_serializer_class = DocumentRows


router = WagtailAPIRouter("content-api")
router.register_endpoint("pages", ContentPages)
router.register_endpoint("images", ContentImages)
router.register_endpoint("documents", ContentDocuments)
