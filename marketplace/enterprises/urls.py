"""Addresses of the enterprise portal. The namespace is put together in `cms.storefronts.urls`, with the public pages."""

from django.urls import path

from marketplace.enterprises import views

own = [
    path("enterprise/", views.home, name="home"),
    path("enterprise/apply/", views.apply, name="apply"),
    path("enterprise/apply/files/<int:number>/remove/", views.remove_file, name="remove-file"),
    path("enterprise/withdraw/", views.withdraw, name="withdraw"),
    path("enterprise/profile/", views.profile, name="profile"),
    path("enterprise/agreements/", views.agreements, name="agreements"),
    path("enterprise/outlets/", views.mine, name="own-outlets"),
    path("enterprise/outlets/new/", views.add, name="outlet-add"),
    path("enterprise/outlets/<int:number>/", views.edit, name="outlet-edit"),
    path("enterprise/outlets/<int:number>/<slug:event>/", views.shift, name="outlet-shift"),
    path("outlets/", views.outlets, name="outlets"),
]
urlpatterns: list = []
