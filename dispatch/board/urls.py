"""The enterprise's board and the report of its outlets."""

from django.urls import include, path

from dispatch.board import views

pages = [
    path("enterprise/board/", views.board, name="enterprise-board"),
    path("enterprise/outlets/report/", views.outlets, name="outlets"),
]
urlpatterns = [path("", include((pages, "board")))]
