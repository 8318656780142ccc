"""Addresses of recruitment: public pages, applying, one's own applications, the enterprise's postings."""

from django.urls import include, path
from django.views.decorators.http import require_safe

from marketplace.recruitment import feeds
from marketplace.recruitment.views import candidates, own, public

job = "enterprise/jobs/<int:number>/"
pages = [
    path("jobs/", public.board, name="list"),
    path("jobs/feed/atom/", require_safe(feeds.JobsFeed()), name="feed"),
    path("jobs/<int:number>/", public.detail, name="detail"),
    path("jobs/<int:number>/apply/", candidates.apply, name="apply"),
    path("my/applications/", candidates.mine, name="mine"),
    path("my/applications/<int:number>/withdraw/", candidates.withdraw, name="withdraw"),
    path("enterprise/jobs/", own.mine, name="enterprise-list"),
    path("enterprise/jobs/new/", own.post, name="enterprise-post"),
    path(job, own.manage, name="enterprise-manage"),
    path(f"{job}edit/", own.edit, name="enterprise-edit"),
    path(f"{job}applications/", own.applications, name="enterprise-applications"),
    path(f"{job}<slug:event>/", own.act, name="enterprise-act"),
    path("enterprise/applications/<int:number>/<slug:event>/", own.handle, name="enterprise-handle"),
]
urlpatterns = [path("", include((pages, "recruitment")))]
