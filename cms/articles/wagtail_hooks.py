"""The slice's screens in the Wagtail admin."""

from django.http import Http404, HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from cms.articles import admin, queries
from core import clock
from core.admin import RightMenuItem


@hooks.register("register_admin_urls")
def read_urls() -> list:
    """The report."""
    return [
        path("cms-articles/reads/", admin.ReadReport.as_view(), name=admin.READS),
        path("cms-articles/reads/results/", admin.ReadReport.as_view(results_only=True), name=f"{admin.READS}_results"),
    ]


@hooks.register("register_reports_menu_item")
def reads_menu_item() -> RightMenuItem:
    """阅读和分享."""
    return RightMenuItem("阅读和分享", reverse_lazy(admin.READS), icon_name="view", order=5, right=("read", "article"))


@hooks.register("before_serve_document")
def only_of_pages_that_one_may_see(document: AbstractDocument, request: HttpRequest) -> None:
    """A document is as public as the pages that use it; who works in the admin sees all (reliability W1)."""
    if not request.user.has_perm("wagtailadmin.access_admin") and not queries.opens_document(document, request, now=clock.now()):
        raise Http404
