"""The stable, read-only content API (Wagtail API v2): what the public may see now, whoever asks."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from rest_framework.fields import Field
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.filters import FieldsFilter, OrderingFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex, Site

from cms.articles.models import ArticlePage
from core import clock
from core.api import Open
from core.errors import Invalid
from core.pages import address_of, in_site, shown_pages
from core.wire import OrjsonRenderer

MAX_OFFSET = 100_000
NUMBERS = ("id", "limit", "offset", "child_of", "descendant_of", "ancestor_of", "translation_of")


class _Address(Field):
    """An address on the requested host; Wagtail would name the host of its site record."""

    def get_attribute(self, instance: Any) -> Any:
        """The row itself."""
        return instance

    def to_representation(self, instance: Any) -> str:
        """The address of its detail."""
        path = self.context["router"].get_object_detail_urlpath(type(instance), instance.pk)
        return self.context["request"].build_absolute_uri(path)


class _PageAddress(_Address):
    """The address of a page for people."""

    def to_representation(self, instance: Any) -> str:
        """The page on the requested host."""
        request = self.context["request"]
        return request.build_absolute_uri(address_of(instance, request))


class ContentPageSerializer(PageSerializer):
    """A page."""

    detail_url = _Address(read_only=True)
    html_url = _PageAddress(read_only=True)


class ContentImageSerializer(ImageSerializer):
    """A picture."""

    detail_url = _Address(read_only=True)


class ContentDocumentSerializer(DocumentSerializer):
    """A document."""

    detail_url = _Address(read_only=True)


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
    """Pages of every type."""

    base_serializer_class = ContentPageSerializer
    meta_fields: ClassVar = [name for name in PagesAPIViewSet.meta_fields if name != "alias_of"]

    @classmethod
    def get_listing_default_fields(cls, model: type[Page]) -> list[str]:
        """Without the language: only Chinese pages are listed, and Wagtail would ask for it page by page."""
        return [name for name in super().get_listing_default_fields(model) if name != "locale"]

    @classmethod
    def get_detail_default_fields(cls, model: type[Page]) -> list[str]:
        """The same of a page."""
        return [name for name in super().get_detail_default_fields(model) if name != "locale"]

    def get_base_queryset(self) -> QuerySet[Page]:
        """Pages under the root of the requested site, and those that are shared with it, that the public may see now."""
        site = Site.find_for_request(self.request)
        return shown_pages(clock.now()).filter(in_site(site.root_page)) if site else Page.objects.none()

    def get_queryset(self) -> QuerySet[Page]:
        """Articles know their section without a query each."""
        found = super().get_queryset()
        return found.with_section() if found.model is ArticlePage else found


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

    base_serializer_class = ContentImageSerializer


class ContentDocuments(_OfPages, DocumentsAPIViewSet):
    """Documents to download."""

    base_serializer_class = ContentDocumentSerializer


router = WagtailAPIRouter("content-api")
router.register_endpoint("pages", ContentPages)
router.register_endpoint("images", ContentImages)
router.register_endpoint("documents", ContentDocuments)
