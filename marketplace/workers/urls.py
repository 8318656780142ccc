"""Addresses of workers: public pages, the worker's portal, the employer's pages. Both portals have the same pages of a file."""

from typing import Any

from django.urls import include, path

from marketplace.workers.views import calendar, enterprise, file, own, public


def _file(base: str, names: str) -> list[Any]:
    """The pages of a file below an address."""
    return [
        path(f"{base}profile/", file.profile, name=f"{names}profile"),
        path(f"{base}skills/", file.skills, name=f"{names}skills"),
        path(f"{base}papers/", file.papers, name=f"{names}papers"),
        path(f"{base}calendar/", calendar.calendar, name=f"{names}calendar"),
        path(f"{base}calendar/exceptions/", calendar.add, name=f"{names}except"),
        path(f"{base}calendar/exceptions/<int:exception>/remove/", calendar.remove, name=f"{names}unexcept"),
        path(f"{base}safety-file/", file.safety_file, name=f"{names}safety-file"),
        path(f"{base}steps/<slug:event>/", file.act, name=f"{names}act"),
    ]


employee = "enterprise/workers/<int:number>/"
pages = [
    path("workers/", public.board, name="list"),
    path("workers/<int:number>/", public.detail, name="detail"),
    path("workers/code/<slug:code>/", public.code, name="code"),
    path("worker/", own.home, name="home"),
    path("worker/join/", own.join, name="join"),
    path("worker/claim/", own.claim, name="claim"),
    path("worker/consent/", own.consent, name="consent"),
    *_file("worker/", ""),
    path("enterprise/workers/", enterprise.people, name="enterprise-list"),
    path("enterprise/workers/new/", enterprise.enter, name="enterprise-enter"),
    path(employee, enterprise.manage, name="enterprise-worker"),
    path(f"{employee}outlet/", enterprise.move, name="enterprise-station"),
    *_file(employee, "enterprise-"),
]
urlpatterns = [path("", include((pages, "workers")))]
