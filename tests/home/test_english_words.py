"""The English catalogue: complete for the visitor's side, compiled as it is written, with the places that the Chinese has."""

import re

from cms.bulletins.states import BulletinKind
from dispatch.flags.states import Reason
from marketplace.enterprises.states import Grade, Honour
from marketplace.listings.states import PartOfDay, Side
from marketplace.pricing.states import Mark
from marketplace.recruitment.states import JobKind, Programme
from tests import words

ALLOWED = re.compile(r"&\w+;|\b(SMS|QR|from|Cookie|CSV|PDF|JPG|PNG|WebP|MP4|WebM|English|OpenAPI|MB|LocalBusiness)\b")
LATIN = re.compile(r"[A-Za-z]{2,}")


def test_what_is_compiled_is_what_is_written() -> None:
    """Nobody needs gettext's tools to run the site, so the compiled file must be the written one."""
    assert words.read_mo(words.CATALOGUE / "django.mo") == words.read_po(words.CATALOGUE / "django.po")


def test_every_word_of_the_visitors_side_has_its_english() -> None:
    """Templates and code; a translation that is empty or still Chinese is none."""
    catalogue = words.read_po(words.CATALOGUE / "django.po")
    wanted = words.said_by_code().union(*(words.said_in(path)[0] for path in words.templates()))
    assert len(words.templates()) > 80
    assert sorted(text for text in wanted if not catalogue.get(text, "").strip()) == []
    assert sorted(text for text, english in catalogue.items() if text and words.HAN.search(english)) == []


def test_no_chinese_stands_outside_of_a_msgid() -> None:
    """A fixed word that a template says without `translate` could never be English."""
    assert {path.name: loose for path in words.templates() if (loose := words.said_in(path)[1])} == {"other_language.html": ["中文"]}


def test_places_agree() -> None:
    """%(name)s in the Chinese is %(name)s in the English, each as often."""
    catalogue = words.read_po(words.CATALOGUE / "django.po")
    odd = [text for text, english in catalogue.items() if text and sorted(words.PLACE.findall(text)) != sorted(words.PLACE.findall(english))]
    assert odd == []


def test_labels_that_reach_pages_as_values_are_in_the_catalogue() -> None:
    """Choices are plain Chinese in the code; the English page looks them up."""
    catalogue = words.read_po(words.CATALOGUE / "django.po")
    labels = [label for choices in (Side, PartOfDay, JobKind, Programme, Honour, Grade, Mark, BulletinKind, Reason) for label in choices.labels]
    assert [label for label in labels if label not in catalogue] == []


def test_chinese_templates_say_nothing_in_english() -> None:
    """The other way round: between tags and in what is read out there is no English word but names of techniques."""
    found = {}
    for path in words.templates():
        text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*blocktranslate[^%]*%}|{%.*?%}|{{.*?}}", " ", path.read_text(encoding="utf-8"), flags=re.S)
        text = words.MARKUP.sub(" ", text)
        spoken = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', text) + re.findall(r">([^<]+)<", text)
        loose = [part.strip() for part in spoken if LATIN.search(ALLOWED.sub("", part))]
        if loose:
            found[path.name] = loose
    assert found == {}
