"""Addresses of series and packages: booking them, the family's, the provider's."""

from django.urls import include, path

from marketplace.series.views import changes, choosing, family, monthly, packages

one = "my/series/<slug:number>/"
pages = [
    path("listings/<int:number>/series/", choosing.choose, name="choose"),
    path("listings/<int:number>/series/details/", choosing.details, name="details"),
    path("listings/<int:number>/monthly/", monthly.choose, name="monthly"),
    path("listings/<int:number>/monthly/details/", monthly.details, name="monthly-details"),
    path("packages/<int:number>/", packages.package, name="package"),
    path("packages/<int:number>/take/", packages.take, name="take"),
    path("my/series/", family.mine, name="mine"),
    path(one, family.one, name="one"),
    path(f"{one}ending/", family.ending, name="ending"),
    path(f"{one}pausing/", changes.pause, name="pause"),
    path(f"{one}visits/<int:position>/", changes.visit, name="visit"),
    path(f"{one}visits/<int:position>/following/", changes.change, name="change"),
    path(f"{one}do/<slug:event>/", family.act, name="act"),
    path("my/packages/", packages.passes, name="passes"),
    path("my/packages/<slug:number>/", packages.one_pass, name="pass"),
    path("enterprise/series/", packages.enterprise_series, name="enterprise-series"),
    path("enterprise/series/<slug:number>/", packages.enterprise_one, name="enterprise-one"),
    path("enterprise/monthly/", monthly.prices, name="enterprise-monthly"),
    path("enterprise/monthly/new/", monthly.edit, name="month-new"),
    path("enterprise/monthly/<int:number>/", monthly.edit, name="month-edit"),
    path("enterprise/monthly/<int:number>/do/<slug:event>/", monthly.act, name="month-act"),
    path("worker/monthly/", monthly.prices, {"alone": True}, name="worker-monthly"),
    path("worker/monthly/new/", monthly.edit, {"alone": True}, name="worker-month-new"),
    path("worker/monthly/<int:number>/", monthly.edit, {"alone": True}, name="worker-month-edit"),
    path("worker/monthly/<int:number>/do/<slug:event>/", monthly.act, {"alone": True}, name="worker-month-act"),
    path("enterprise/packages/", packages.enterprise_packages, name="enterprise-packages"),
    path("enterprise/packages/new/", packages.edit, name="package-new"),
    path("enterprise/packages/<int:number>/", packages.edit, name="package-edit"),
    path("enterprise/packages/<int:number>/do/<slug:event>/", packages.enterprise_act, name="package-act"),
]
urlpatterns = [path("", include((pages, "series")))]
