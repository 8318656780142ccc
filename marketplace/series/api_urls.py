"""API of series and packages."""

from django.urls import path

from marketplace.series.api import packages, series

urlpatterns = [
    path("series/", series.SeriesList.as_view(), name="api-series"),
    path("series/<slug:number>/", series.SeriesDetail.as_view(), name="api-series-one"),
    path("series/<slug:number>/<slug:action>/", series.SeriesAction.as_view(), name="api-series-act"),
    path("listings/<int:number>/monthly-prices/", packages.MonthlyPrices.as_view(), name="api-monthly-prices"),
    path("packages/", packages.Packages.as_view(), name="api-packages"),
    path("passes/", packages.Passes.as_view(), name="api-passes"),
    path("passes/<slug:number>/", packages.PassDetail.as_view(), name="api-pass"),
]
