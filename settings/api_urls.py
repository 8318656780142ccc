"""The marketplace API: one urlconf, so that the OpenAPI document describes exactly this. What is asked most comes first."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/search/", include("search.api_urls")),
    path("api/v1/", include("marketplace.listings.api_urls")),
    path("api/v1/", include("marketplace.catalog.api_urls")),
    path("api/v1/", include("marketplace.pricing.api_urls")),
    path("api/v1/", include("marketplace.enterprises.api_urls")),
    path("api/v1/", include("marketplace.workers.api_urls")),
    path("api/v1/", include("marketplace.recruitment.api_urls")),
    path("api/v1/", include("marketplace.bookings.api_urls")),
    path("api/v1/", include("marketplace.levels.api_urls")),
    path("api/v1/", include("marketplace.ratings.api_urls")),
    path("api/v1/", include("marketplace.engagements.api_urls")),
    path("api/v1/", include("marketplace.series.api_urls")),
    path("api/v1/", include("marketplace.warranty.api_urls")),
    path("api/v1/", include("marketplace.credit.api_urls")),
    path("api/v1/", include("dispatch.intake.api_urls")),
    path("api/v1/", include("dispatch.matching.api_urls")),
    path("api/v1/", include("dispatch.urgent.api_urls")),
    path("api/v1/", include("cms.storefronts.api_urls")),
    path("api/v1/", include("cms.articles.api_urls")),
    path("api/v1/", include("search.recommendations.api_urls")),
    path("api/v1/", include("members.api_urls")),
    path("api/v1/", include("notifications.api_urls")),
]
