"""What every public Wagtail page has in common: who may see it now, and bytes that are stored.

"Shown" means live, not past its end (even when the job that ends pages has not run) and without a view restriction on itself or
above it. Lists, feeds, the sitemap and the content API all use this one condition and never look at who asks.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction, Site

from core import cities, clock, content
from core.english_pages import whole
from core.language import is_english
from core.middleware import storable

Kind = TypeVar("Kind", bound=Page)


def restricted() -> Exists:
    """Whether a page, or one above it, has a view restriction."""
    outer = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Exists(PageViewRestriction.objects.annotate(outer_path=outer).filter(outer_path__startswith=F("page__path")))


class PublicPageQuerySet(PageQuerySet):
    """Pages that the public may see."""

    def shown(self, now: datetime) -> "PublicPageQuerySet":
        """Live, not ended, not restricted, of this city or shared; of a page with translations the source, whose title lists say in the language of the page."""
        city = cities.current()
        here = city.pages() if city is not None else Q()
        return self.filter(Q(expire_at=None) | Q(expire_at__gt=now), ~restricted(), here, live=True, locale__language_code=settings.LANGUAGE_CODE)

    def next_end(self, now: datetime) -> datetime | None:
        """When the first of these pages ends. One query."""
        return self.filter(live=True, expire_at__gt=now).order_by().aggregate(at=Min("expire_at"))["at"]


PublicPageManager = PageManager.from_queryset(PublicPageQuerySet)


_WITHHELD: list[Callable[[], Exists]] = []


def withhold(condition: Callable[[], Exists]) -> None:
    """Add a reason for which pages of a type are not shown although they are live (whoever answers for them is suspended)."""
    _WITHHELD.append(condition)


def shown_pages(now: datetime, kind: type[Page] = Page) -> PublicPageQuerySet:
    """Pages that the public may see, in the order of the tree: of every type as plain `Page`, or of one type with its columns."""
    own = kind._default_manager.all()
    found = (own if isinstance(own, PublicPageQuerySet) else PublicPageQuerySet(kind)).order_by("path").shown(now)
    return found.filter(*(~condition() for condition in _WITHHELD)) if _WITHHELD else found


def open_to(request: HttpRequest, ids: Iterable[int], *, now: datetime) -> Iterator[Page]:
    """Of these pages those that whoever asks may read: as `shown_pages`, and restricted ones whose restrictions let him in. A query for each."""
    found = Page.objects.filter(Q(expire_at=None) | Q(expire_at__gt=now), *(~condition() for condition in _WITHHELD), live=True, pk__in=list(ids))
    return (page for page in found.order_by("pk") if all(one.accept_request(request) for one in page.get_view_restrictions()))


def ends_at(request: HttpRequest, moment: datetime | None) -> None:
    """Say, while rendering, that what is shown stops being true at this moment; the stored bytes end with the earliest."""
    if moment is not None:
        known = getattr(request, "shown_until", None)
        request.shown_until = moment if known is None else min(known, moment)  # type: ignore[attr-defined]


class PublicPage(Page):
    """Base of our page types: ended pages are gone at once, the answer to a plain GET is stored."""

    stored_scopes: tuple[str, ...] = ("pages", "settings")

    objects = PublicPageManager()

    class Meta:
        abstract = True

    def shown_scopes(self) -> list[str]:
        """The scopes of the type and of what the blocks of this page show; blocks that stay current name theirs (`scopes_shown`). No query."""
        found = dict.fromkeys(self.stored_scopes)
        for field in self._meta.concrete_fields:
            if isinstance(field, StreamField):
                stream = getattr(self, field.name)
                for one in stream.raw_data:
                    block = stream.stream_block.child_blocks.get(one["type"])
                    if block is not None and hasattr(block, "scopes_shown"):
                        found |= dict.fromkeys(block.scopes_shown(one["value"]))
        return list(found)

    def has_ended(self, now: datetime) -> bool:
        """Whether the end has passed, also before the job has noticed."""
        return self.expire_at is not None and self.expire_at <= now

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str | None, str | None] | None:
        """A translation stands under `/en/`. No query: the roots of the sites are kept."""
        parts = super().get_url_parts(request)
        roots = self._get_relevant_site_root_paths(request)
        if parts is None or parts[2] is None or not roots or roots[0].language_code == settings.LANGUAGE_CODE:
            return parts
        return parts[0], parts[1], whole(parts[2])

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> str | None:
        """Its path on the requested host where it is shown there, else with the host of its city."""
        if not cities.several():
            return super().get_url(request, current_site)
        return _address(self.path, self.get_url_parts(request))

    url = property(get_url)

    def original(self) -> Page | None:
        """The Chinese page that this one translates; None for a Chinese page, which is all that is served but below `/en/`. One query there."""
        if not is_english():
            return None
        return Page.objects.filter(translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE).exclude(pk=self.pk).first()

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Its own and those above it; of a translation those of the original too: what is closed in Chinese is closed in English."""
        found, original = super().get_view_restrictions(), self.original()
        return found if original is None else found | original.get_view_restrictions()

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A page past its end is not there, nor a translation whose original is not."""
        if not path_components:
            now, original = clock.now(), self.original()
            gone = original is not None and (not original.live or (original.expire_at is not None and original.expire_at <= now))
            if gone or self.has_ended(now):
                raise Http404
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render what is true after the fingerprint was read, so that stored bytes can never be older than their fingerprint."""
        scopes = self.shown_scopes()
        fingerprint = content.version(*scopes)
        page = type(self).objects.filter(pk=self.pk, live=True).first()
        if page is None:
            raise Http404
        response = super(PublicPage, page).serve(request, *args, **kwargs).render()
        # Published in between with a block that shows more: what was read of it is guarded by nothing, so it is only sent.
        known = set(page.shown_scopes()) <= set(scopes)
        if request.method == "GET" and known and not request.GET and not page.get_view_restrictions().exists():
            ends_at(request, page.expire_at)
            storable(response, scopes=scopes, fingerprint=fingerprint, until=getattr(request, "shown_until", None))
        return response


def _address(path: str, parts: tuple[int, str | None, str | None] | None) -> str | None:
    if parts is None or parts[2] is None:
        return None
    owner = cities.of_page(path)
    return parts[2] if owner is None or owner == (cities.current() or cities.main()) else f"{owner.address}{parts[2]}"


def address_of(page: Page, request: HttpRequest | None = None) -> str:
    """The address of a page of any type, also a plain one; empty where it has none. See `PublicPage.get_url`."""
    if not cities.several():
        return page.get_url(request) or ""
    return _address(page.path, page.get_url_parts(request)) or ""


def path_of(page: Page) -> str:
    """The path of a page on its own host; empty where it has none."""
    if not cities.several():
        return page.get_url() or ""
    parts = page.get_url_parts()
    return parts[2] or "" if parts else ""


def in_site(root: Page) -> Q:
    """What is shown below a front page: its own tree, and of another city than the main one that of the main one too."""
    main = cities.main()
    own = Q(path__startswith=root.path)
    return own | Q(path__startswith=main.trees[0]) if main is not None else own


def canonical_of(path: str) -> str:
    """The address under which a page is listed: for what is shared that of the main city; empty for a page of the requested host."""
    main, city = cities.main(), cities.current()
    return main.address if main is not None and city != main and cities.of_page(path) is None else ""


def absolute_for(page: Page, request: HttpRequest | None) -> Callable[[str], str]:
    """What makes whole addresses of paths on a page's behalf: on the requested host, for what is shared on the main city's."""
    base = canonical_of(page.path) if page.path else ""
    if base:
        return lambda path: urljoin(f"{base}/", path)
    return request.build_absolute_uri if request is not None else str


def with_addresses(pages: Iterable[Kind]) -> list[Kind]:
    """The pages, so that asking each of its address looks at the sites once for all and not once for each."""
    rows = list(pages)
    if rows:
        paths = Site.get_site_root_paths()
        for row in rows:
            row._wagtail_cached_site_root_paths = paths  # type: ignore[attr-defined]
    return rows
