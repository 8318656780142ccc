"""What a visitor types on an English page finds what is called otherwise here."""

import pytest
from django.core.management import call_command
from django.test import Client

from core.models import District
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.queries import english_names
from search.english import in_chinese
from tests.marketplace.factories import category, district, make_enterprise, make_listing
from tests.words import HAN, Shown

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Window cleaning", "擦玻璃"),
        ("Someone to clean windows this weekend", "擦玻璃 周末"),
        ("maternity nurse", "月嫂"),
        ("Nannies", "保姆"),
        ("nanny in Chaoyang", "保姆 朝阳区"),
        ("Drain clearing", "管道疏通"),
        ("window cleaning under 200 yuan", "擦玻璃 200元以内"),
        ("pet boarding Haidian District", "宠物托管 海淀区"),
        ("window cleaning baishun", "擦玻璃 baishun"),
        ("baojie", "baojie"),
        ("Jinghe", "Jinghe"),
        ("擦玻璃 window", "擦玻璃 window"),
        ("", ""),
    ],
)
def test_an_english_query_is_read_in_the_words_of_the_city(typed: str, read: str) -> None:
    assert in_chinese(typed, english_names()) == read


def test_every_english_name_of_the_catalogue_means_something_chinese() -> None:
    names = english_names()
    shown = [row.name_en for model in (Category, ServiceType, District) for row in model.objects.exclude(name_en="")]
    assert len(shown) > 100
    assert [english for english in shown if not HAN.search(in_chinese(english, names))] == []


def test_an_english_page_finds_and_keeps_what_was_typed(client: Client) -> None:
    firm = make_enterprise(short_name="净禾家政")
    wanted = make_listing(enterprise=firm, title="双层玻璃里外都擦", category=category("家庭保洁"))
    other = make_listing(enterprise=firm, title="空调移机", category=category("空调维修"), district=district("海淀区"))
    call_command("search", "rebuild", json=True)
    page = Shown(client.get("/en/search/?q=window+cleaning").content.decode())
    assert f"/en/listings/{wanted.pk}/" in page.links
    assert f"/en/listings/{other.pk}/" not in page.links
    assert any("q=window+cleaning" in link for link in page.links), "links keep the words that were typed"
    assert any(text.startswith("window cleaning: ") for text in page.plain)
    assert [text for text in page.plain if HAN.search(text)] == []


def test_a_chinese_page_reads_it_as_it_stands(client: Client) -> None:
    listing = make_listing(enterprise=make_enterprise(), title="擦玻璃两面")
    call_command("search", "rebuild", json=True)
    assert f"/listings/{listing.pk}/" not in Shown(client.get("/search/?q=window+cleaning").content.decode()).links
    assert client.get("/en/search/?q=" + "window+" * 60).status_code == 400
    assert client.get("/en/search/?q=a&q=b").status_code == 400
