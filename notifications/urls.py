"""Pages of this slice; the simulator's screen has a namespace of its own."""

from django.conf import settings
from django.urls import include, path

from notifications import views

_pages = [
    path("my/notices/", views.inbox, name="inbox"),
    path("my/notices/read/", views.read_all, name="read_all"),
    path("my/notices/<int:number>/", views.open_notice, name="open"),
]
_simulators = [path("simulators/sms/", views.simulator, name="sms")] if settings.SIMULATORS else []
urlpatterns = [
    path("", include((_pages, "notifications"))),
    path("", include((_simulators, "simulators"))),
]
