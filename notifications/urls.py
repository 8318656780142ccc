"""Pages of this slice; the simulator's screen has a namespace of its own."""

from django.conf import settings
from django.urls import include, path

from notifications import hooks, views

_pages = [
    path("my/notices/", views.inbox, name="inbox"),
    path("my/notices/read/", views.read_all, name="read_all"),
    path("my/notices/<int:number>/", views.open_notice, name="open"),
    path("hooks/sms/", hooks.sms, name="sms-hook"),
]
_screens = [
    path("simulators/sms/", views.simulator, name="sms"),
    path("simulators/sms/send/", views.simulate, name="sms-send"),
]
_simulators = _screens if settings.SIMULATORS else []
urlpatterns = [
    path("", include((_pages, "notifications"))),
    path("", include((_simulators, "simulators"))),
]
