"""Addresses of the board: public pages, one's own notices."""

from django.urls import include, path
from django.views.decorators.http import require_safe

from cms.bulletins import feeds, views

own = "my/bulletins/<int:number>/"
pages = [
    path("bulletins/", views.board, name="list"),
    path("bulletins/feed/atom/", require_safe(feeds.BulletinsFeed()), name="feed"),
    path("bulletins/<int:number>/", views.detail, name="detail"),
    path("my/bulletins/", views.mine, name="mine"),
    path("my/bulletins/new/", views.write, name="write"),
    path(own, views.manage, name="manage"),
    path(f"{own}edit/", views.edit, name="edit"),
    path(f"{own}<slug:event>/", views.act, name="act"),
]
urlpatterns = [path("", include((pages, "bulletins")))]
