"""The URL map. Slices own their pages; Wagtail's pages come last."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("", include("settings.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="api-schema", template_name="core/api_docs.html"), name="api-docs"),
    path("admin/", include("members.staff_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("members.account_urls")),
    path("_allauth/", include("members.headless_urls")),
    path("", include("core.urls")),
    path("", include("core.media.urls")),
    path("", include("core.favourites.urls")),
    path("", include("members.urls")),
    path("", include("notifications.urls")),
    path("", include("marketplace.catalog.urls")),
    path("", include("marketplace.pricing.urls")),
    path("", include("marketplace.enterprises.urls")),
    path("", include("marketplace.workers.urls")),
    path("", include("marketplace.listings.urls")),
    path("", include("marketplace.recruitment.urls")),
    path("", include("marketplace.realname.urls")),
    path("", include("marketplace.levels.urls")),
    path("", include("marketplace.bookings.urls")),
    path("", include("marketplace.ratings.urls")),
    path("", include("marketplace.engagements.urls")),
    path("", include("marketplace.insurance.urls")),
    path("", include("marketplace.series.urls")),
    path("", include("marketplace.warranty.urls")),
    path("", include("marketplace.credit.urls")),
    path("", include("cms.articles.urls")),
    path("", include("cms.bulletins.urls")),
    path("", include("cms.pages.urls")),
    path("", include("cms.training.urls")),
    path("", include("dispatch.intake.urls")),
    path("", include("dispatch.flags.urls")),
    path("", include("dispatch.urgent.urls")),
    path("", include("dispatch.accidents.urls")),
    path("", include("dispatch.board.urls")),
    path("", include("dispatch.surveys.urls")),
    path("", include("cms.storefronts.urls")),
    path("", include("search.urls")),
    path("", include("search.recommendations.urls")),
    path("", include("home.operations.urls")),
    path("", include("home.urls")),
    # Wagtail's own log-in page for visitors knows neither limits nor the second factor.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns = [*staticfiles_urlpatterns(), *urlpatterns]
