"""Addresses of levels."""

from django.urls import path

from marketplace.levels import views

app_name = "levels"
urlpatterns = [
    path("membership/", views.levels, name="list"),
    path("my/membership/", views.mine, name="mine"),
    path("fragments/member-price/<int:number>/", views.price, name="price"),
]
