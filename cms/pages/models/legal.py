"""Pages that people hold us to: 关于我们, 版权声明, 投诉渠道. What was in force before stays readable with its dates.

A version is a revision that was published. Wagtail notes every publication in the page's log (also those of a schedule), so there is
no second record that could be late: a version holds from its own publication to that of the next one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import PageLogEntry, Revision
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.articles.blocks import ArticleBody
from core.fields import StreamField
from core.pages import PublicPage

PUBLISHED = "wagtail.publish"


@dataclass(frozen=True, slots=True)
class Version:
    """One version: which revision, from when, until when (None: in force)."""

    number: int
    since: datetime
    until: datetime | None


class LegalPage(PublicPage):
    """A text with versions."""

    intro = models.CharField("导语", max_length=160, blank=True)
    body = StreamField(ArticleBody, verbose_name="正文", blank=True)

    subpage_types: ClassVar[list[str]] = []
    parent_page_types: ClassVar = ["home.HomePage"]
    template = "pages/legal.html"
    search_fields: ClassVar = [*PublicPage.search_fields, index.SearchField("intro"), index.SearchField("body")]
    content_panels: ClassVar = [*PublicPage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    api_fields: ClassVar = [APIField("intro"), APIField("body")]

    class Meta:
        verbose_name = "说明页"
        verbose_name_plural = "说明页"

    def versions(self) -> list[Version]:
        """Every version that was public, the one in force first. One query."""
        entries = PageLogEntry.objects.filter(page_id=self.pk, action=PUBLISHED, revision__isnull=False).order_by("timestamp", "pk")
        found: list[Version] = []
        for number, at in entries.values_list("revision_id", "timestamp"):
            if found:
                found[-1] = Version(found[-1].number, found[-1].since, at)
            found.append(Version(number, at, None))
        return [one for one in reversed(found) if one.until is None or one.until > one.since]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With its versions."""
        return {**super().get_context(request, *args, **kwargs), "versions": self.versions() if self.pk else []}

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """/about/versions/7/ is an older version of /about/."""
        if len(path_components) == 2 and path_components[0] == "versions" and re.fullmatch(r"[1-9][0-9]{0,8}", path_components[1]):
            super().route(request, [])
            return RouteResult(self, kwargs={"version": int(path_components[1])})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, version: int | None = None) -> HttpResponse:
        """The version in force from stored bytes; an older one as it was."""
        if version is None:
            return super().serve(request)
        found = next((one for one in self.versions() if one.number == version and one.until is not None), None)
        if found is None:
            raise Http404
        old = Revision.objects.get(pk=version).as_object()
        return render(request, "pages/legal_version.html", {**self.get_context(request), "page": old, "old": found})
