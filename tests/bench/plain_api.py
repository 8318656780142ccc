"""The peer of the content API: Wagtail's API v2 as it comes, serving the same pages with the same fields; sizes of covers as Wagtail serves them."""

from typing import ClassVar

from django.urls import include, path
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.fields import ImageRenditionField
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page

from cms.articles.states import COVER_SIZES

PLAIN_SIZES = [APIField(f"cover_{name}", serializer=ImageRenditionField(spec, source="cover")) for name, spec in COVER_SIZES.items()]


class PlainPages(PagesAPIViewSet):
    """Wagtail's pages, open to all; our own field of the sizes is left to Wagtail's."""

    authentication_classes: ClassVar[list[type]] = []
    permission_classes: ClassVar = [AllowAny]
    renderer_classes: ClassVar = [JSONRenderer]

    @classmethod
    def get_body_fields(cls, model: type[Page]) -> list[APIField]:
        """The fields of the type, each size one of them."""
        found = super().get_body_fields(model)
        kept = [field for field in found if field.name != "cover_sizes"]
        return kept if len(kept) == len(found) else [*kept, *PLAIN_SIZES]


router = WagtailAPIRouter("plain-api")
router.register_endpoint("pages", PlainPages)
router.register_endpoint("images", ImagesAPIViewSet)
router.register_endpoint("documents", DocumentsAPIViewSet)
urlpatterns = [path("api/plain/v2/", router.urls), path("", include("settings.urls"))]
