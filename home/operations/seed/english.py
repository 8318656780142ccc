"""English pages of the demo city: translated by hand, brought in the way an editor translates in the admin."""

from django.conf import settings
from django.utils import translation as language
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import String, StringSegment, StringTranslation, Translation, TranslationSource

from core.access import acting
from home.operations.seed.articles import writers
from home.operations.seed.city import City, rows
from members.models import User


def seed_english(city: City) -> int:
    """Translate and publish what is missing; returns how many pages have a translation."""
    target = Locale.objects.filter(language_code="en").first()
    front = Site.objects.get(is_default_site=True).root_page
    if target is None:
        return 0
    editor, publisher = writers(city)
    with acting(city.acting_as(editor)):
        for row in rows("english"):
            address = front.url_path + (f"{row['address']}/" if row["address"] else "")
            page = Page.objects.get(url_path=address, locale__language_code=settings.LANGUAGE_CODE).specific
            if not page.get_translations().filter(alias_of=None, locale=target).exists():
                _translate(page, target, row["strings"], editor, publisher)
    return len(rows("english"))


def _translate(page: Page, target: Locale, words: dict[str, str], editor: User, publisher: User) -> None:
    # Lists of a body get the numbers of their entries when a page is saved as an editor saves it; translations are kept under them.
    page.save_revision(user=editor).publish(user=publisher)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    work, _ = Translation.objects.get_or_create(source=source, target_locale=target)
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        english = words.get(segment.string.data) or _fixed(segment.string)
        if english:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=target,
                context=segment.context,
                defaults={"data": english, "last_translated_by": editor, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
            )
    work.save_target(user=publisher, publish=True)


def _fixed(string: String) -> str:
    """What the first page tree says stands in the catalogue of the site."""
    with language.override("en"):
        found = language.gettext(string.data)
    return found if found != string.data else ""
