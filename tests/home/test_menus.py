"""Menus and old addresses in the admin (POR-08): what editors change is on every page at once, with author, time and revision."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from core.audit.models import AuditEntry
from home.models import MenuLink
from home.reference import load_menus
from members.models import User
from members.roles import Role
from tests.cms.articles.test_editing import form as article_form
from tests.cms.factories import article, news_index
from tests.cms.pages.factories import placement_form
from tests.home.factories import MENU_FORM, menu_link
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
MENUS, REDIRECTS = "/admin/home-menus/", "/admin/redirects/"


def entered(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def shown(path: str = "/listings/") -> str:
    """What a visitor reads there."""
    return Client().get(path).content.decode()


def foot(path: str = "/listings/") -> str:
    """The footer."""
    return shown(path).split('class="site-foot"')[1]


def redirect_form(**changes: str) -> dict[str, str]:
    """What the screen of a redirect sends."""
    return {"old_path": "/yuesao/", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": "https://example.org/nanny/", **changes}


def test_the_menus_of_a_new_site_are_whole_and_loaded_once() -> None:
    text = shown("/news/")
    for words in ("找服务", "供求信息", "加盟企业", "指导价格", "招聘信息", "企业中心"):
        assert words in text
    MenuLink.objects.filter(label="招聘信息").delete()
    assert load_menus() == 0


def test_an_entry_is_added_changed_and_taken_out() -> None:
    client = entered(publisher := make_staff(Role.PUBLISHER))
    assert "街道驿站" not in foot()
    answer = client.post(f"{MENUS}new/", MENU_FORM)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "街道驿站" in foot() and "街道驿站" in foot("/news/")
    row = MenuLink.objects.get(label="街道驿站")
    assert client.post(f"{MENUS}edit/{row.pk}/", {**MENU_FORM, "label": "社区驿站"}).status_code == 302
    assert "社区驿站" in foot() and "街道驿站" not in foot()
    latest = Revision.objects.for_instance(row).order_by("-pk").first()
    assert (latest.user_id, latest.content["label"]) == (publisher.pk, "社区驿站")
    assert "改过 2 次" in client.get(f"{MENUS}edit/{row.pk}/").content.decode()
    assert AuditEntry.objects.filter(function="menu_link.change", user_id=publisher.pk, object_id=str(row.pk)).count() == 1
    assert client.post(f"{MENUS}delete/{row.pk}/").status_code == 302
    assert "社区驿站" not in foot()


def test_an_entry_that_is_switched_off_takes_the_address_out_also_where_it_offers_itself() -> None:
    news = news_index()
    assert f'href="{news.url}"' in foot()
    menu_link(menu="foot_about", label="新闻", url="", page=news.page_ptr, shown=False)
    assert f'href="{news.url}"' not in foot()


def test_an_entry_for_a_page_goes_with_the_page() -> None:
    page = article("街道驿站在哪儿")
    menu_link(label="驿站地址", url="", page=page.page_ptr)
    assert "驿站地址" in foot()
    page.unpublish()
    assert "驿站地址" not in foot()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": ""}, "label"),
        ({"url": ""}, "place"),
        ({"place": "search:results"}, "place"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "//elsewhere.example/"}, "url"),
        ({"menu": "nowhere"}, "menu"),
        ({"place": "operations:health", "url": ""}, "place"),
        ({"position": "-1"}, "position"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(changes: dict[str, str], field: str) -> None:
    answer = entered(make_staff(Role.PUBLISHER)).post(f"{MENUS}new/", {**MENU_FORM, **changes})
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert not MenuLink.objects.filter(label="街道驿站").exists()


def test_an_old_address_leads_on_and_each_change_is_kept() -> None:
    client = entered(publisher := make_staff(Role.PUBLISHER))
    assert Client().get("/yuesao/").status_code == 404
    page = article("双层玻璃怎么擦")
    answer = client.post(f"{REDIRECTS}add/", redirect_form(redirect_link="", redirect_page=str(page.pk)))
    assert answer.status_code == 302, answer.context["form"].errors
    gone = Client().get("/yuesao/")
    assert (gone.status_code, gone.url.split("//", 1)[-1].split("/", 1)[-1]) == (301, page.url.lstrip("/"))
    row = Redirect.objects.get()
    assert client.post(f"{REDIRECTS}{row.pk}/", redirect_form(redirect_link="https://example.org/new/")).status_code == 302
    kept = list(Revision.objects.for_instance(row).order_by("pk"))
    assert [one.user_id for one in kept] == [publisher.pk, publisher.pk]
    assert [one.content["redirect_page_id"] for one in kept] == [page.pk, None]
    functions = list(AuditEntry.objects.filter(function__startswith="redirect.", user_id=publisher.pk).order_by("pk").values_list("function", flat=True))
    assert functions == ["redirect.add", "redirect.change"]
    assert client.post(f"{REDIRECTS}{row.pk}/delete/").status_code == 302
    assert Client().get("/yuesao/").status_code == 404
    assert AuditEntry.objects.filter(function="redirect.delete").count() == 1


def test_old_addresses_come_in_as_a_table() -> None:
    client = entered(publisher := make_staff(Role.PUBLISHER))
    sheet = SimpleUploadedFile("old.csv", "旧网址,新网址\n/baojie/,https://example.org/cleaning/\n".encode(), "text/csv")
    asked = BeautifulSoup(client.post(f"{REDIRECTS}import/", {"import_file": sheet, "input_format": "0"}).content, "html.parser")
    hidden = {field["name"]: field.get("value", "") for field in asked.select("form input[type=hidden]") if field.get("name")}
    answer = client.post(f"{REDIRECTS}import/process/", {**hidden, "from_index": "0", "to_index": "1", "permanent": "on", "site": ""})
    assert answer.status_code == 302
    assert Client().get("/baojie/").url == "https://example.org/cleaning/"
    assert Revision.objects.filter(user=publisher, object_str="/baojie").count() == 1
    assert "/baojie" in b"".join(client.get(f"{REDIRECTS}?export=csv")).decode()


@pytest.mark.parametrize(("role", "may"), [(Role.PUBLISHER, True), (Role.ADMINISTRATOR, True), (Role.EDITOR, False), (Role.OPERATOR, False)])
def test_who_may_lead_addresses_on(role: str, may: bool) -> None:
    answer = entered(make_staff(role)).post(f"{REDIRECTS}add/", redirect_form())
    assert Redirect.objects.exists() is may
    assert (answer.status_code == 302, answer.get("Location", "") == REDIRECTS) == (True, True) or not may


@pytest.mark.req("POR-08")
def test_pages_menus_banners_and_redirects_are_kept_from_the_admin_with_author_time_and_revision() -> None:
    client = entered(publisher := make_staff(Role.PUBLISHER))
    page = article("年前保洁怎么约")
    screens = {
        "/admin/cms-pages-banners/new/": placement_form("banner"),
        f"{MENUS}new/": MENU_FORM,
        f"{REDIRECTS}add/": redirect_form(),
    }
    for address, form in screens.items():
        answer = client.post(address, form)
        assert answer.status_code == 302, (address, answer.context["form"].errors)
    answer = client.post(f"/admin/pages/{page.pk}/edit/", article_form(page, **{"action-publish": "1"}))
    assert answer.status_code == 302
    page.refresh_from_db()
    text = shown("/")
    assert "十二月月嫂见面会" in text and "街道驿站" in text
    assert Client().get("/yuesao/").status_code == 301
    assert "月嫂冬季档期紧，提前八周订更稳" in shown(page.url)
    by_publisher = Revision.objects.filter(user=publisher)
    kinds = {revision.content_type.model for revision in by_publisher.select_related("content_type")}
    assert kinds == {"banner", "menulink", "redirect", "articlepage"}
    assert all(revision.created_at for revision in by_publisher)
    done = set(AuditEntry.objects.filter(user_id=publisher.pk).values_list("function", flat=True))
    assert {"banner.add", "menu_link.add", "redirect.add", "wagtail.publish"} <= done
