"""The sizes in which pages show photographs, made before anybody asks: a GET of a page finds them ready and writes nothing."""

import logging
from collections.abc import Iterator

from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from cms.articles.models import NoticePage, ReadingPage
from cms.articles.states import COVER_SIZES
from core.media.models import SiteImage

logger = logging.getLogger("cms.articles")
# As the templates name them (parts/cover.html, blocks/picture.html); a test compares.
COVER, PICTURE = COVER_SIZES["card"], "width-960"


def make_sizes(page_id: int) -> int:
    """Make the sizes of a page's photographs, as it is and as it is being written; returns how many there are. What is there stays."""
    page = Page.objects.filter(pk=page_id).first()
    page = page.specific if page is not None else None
    if not isinstance(page, ReadingPage | NoticePage):
        return 0
    wanted = {(image.pk, size): image for version in (page, page.get_latest_revision_as_object()) for image, size in _photographs(version)}
    return sum(_make(image, size) for (_, size), image in wanted.items())


def _photographs(page: ReadingPage | NoticePage) -> Iterator[tuple[SiteImage, str]]:
    cover = getattr(page, "cover", None)
    if cover is not None:
        for size in COVER_SIZES.values():
            yield cover, size
    for block in page.body:
        if block.block_type == "picture" and block.value.get("image"):
            yield block.value["image"], PICTURE


def _make(image: SiteImage, size: str) -> bool:
    """A photograph whose file is gone or broken is no reason to try again: the page shows what it shows then."""
    try:
        image.get_rendition(size)
    except (SourceImageIOError, OSError):
        logger.warning("no %s of image %s can be made", size, image.pk)
        return False
    return True
