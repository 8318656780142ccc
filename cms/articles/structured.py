"""What a page is, in the words of schema.org, for search engines. Data that a browser never runs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.articles.models import ArticlePage, NoticePage, ReadingPage
from cms.articles.states import Standing
from core.structured import Facts


def of_page(page: Any, url: str, *, organiser: str, now: datetime) -> Facts:
    """A notice, something to read, or a list of those."""
    common = {"@context": "https://schema.org", "name": page.title, "description": page.intro, "url": url, "inLanguage": "zh-Hans"}
    changed = page.last_published_at.isoformat() if page.last_published_at else ""
    describe: Callable[..., Facts] = _notice if isinstance(page, NoticePage) else _reading if isinstance(page, ReadingPage) else _list
    return {**common, "dateModified": changed, **describe(page, organiser, now)}


def _notice(page: NoticePage, organiser: str, now: datetime) -> Facts:
    issued, standing = page.issued_on.isoformat(), page.standing_on(timezone.localdate(now))
    issuer = {"@type": "GovernmentOrganization", "name": page.issuer}
    if standing is None:
        return {"@type": "NewsArticle", "headline": page.title, "datePublished": issued, "author": issuer}
    force = "InForce" if standing == Standing.IN_FORCE else "NotInForce"
    return {
        "@type": "Legislation",
        "legislationIdentifier": page.number,
        "legislationType": page.get_kind_display(),
        "legislationDate": issued,
        "datePublished": issued,
        "legislationPassedBy": issuer,
        "legislationLegalForce": f"https://schema.org/{force}",
        "temporalCoverage": f"{page.effective_on or page.issued_on}/{page.repealed_on or page.expires_on or '..'}",
        "isBasedOn": page.original_url,
    }


def _reading(page: ReadingPage, organiser: str, now: datetime) -> Facts:
    publisher = {"@type": "Organization", "name": organiser} if organiser else None
    author = {"@type": "Person", "name": page.author_name} if page.author_name else publisher
    at = page.published_at.isoformat() if page.published_at else ""
    kind = "NewsArticle" if isinstance(page, ArticlePage) else "Article"
    return {"@type": kind, "headline": page.title, "datePublished": at, "author": author, "publisher": publisher}


def _list(page: Any, organiser: str, now: datetime) -> Facts:
    return {"@type": "CollectionPage"}
