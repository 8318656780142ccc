"""Announcements (POR-07), banners (POR-08) and adverts (MKT-14): shown only inside their window, also from stored bytes."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from cms.pages.models import Advert, Announcement, Banner, PlacementDay
from cms.pages.services import change_placement
from core import clock
from core.audit.models import AuditEntry
from core.models import StoredPage
from core.outbox.testing import drain_all
from marketplace.catalog.services import merge_category
from members.models import User
from members.roles import Role
from tests.cms.factories import article
from tests.cms.pages.factories import advert, announcement, placement_form
from tests.marketplace.factories import SYSTEM, category, district
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
ANNOUNCEMENTS, BANNERS, ADVERTS = "/admin/cms-pages-announcements/", "/admin/cms-pages-banners/", "/admin/cms-pages-adverts/"
REPORT = "/admin/cms-pages-advert-report/"
WORDS = "除夕到初二电话照常"


def entered(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def shown(path: str) -> str:
    """What a visitor reads there."""
    answer = Client().get(path)
    assert answer.status_code in {200, 404}
    return answer.content.decode()


@pytest.mark.req("POR-07")
def test_an_announcement_is_on_every_page_inside_its_window_and_nowhere_outside(time_machine) -> None:
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    starts, ends = now + timedelta(hours=2), now + timedelta(hours=5)
    pages = ["/", "/news/", article().url, "/listings/", "/services/", "/enterprises/", "/jobs/", "/terms/", "/search/", "/accounts/login/", "/nothing-here/"]
    time_machine.move_to(now, tick=False)
    assert all(WORDS not in shown(path) for path in pages)
    stored = StoredPage.objects.count()
    assert stored
    editor = make_staff(Role.EDITOR)
    form = placement_form("announcement", starts_at=f"{starts:%Y-%m-%d %H:%M}", ends_at=f"{ends:%Y-%m-%d %H:%M}", link_url="/news/", link_label="怎么安排")
    answer = entered(editor).post(f"{ANNOUNCEMENTS}new/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    for moment, there in ((now, False), (starts - timedelta(seconds=1), False), (starts, True), (ends - timedelta(seconds=1), True), (ends, False)):
        time_machine.move_to(moment, tick=False)
        assert [path for path in pages if (WORDS in shown(path)) != there] == [], f"at {moment}"
        if there:
            text = shown("/news/")
            assert "派单晚一些，急修不停。" in text and ">怎么安排</a>" in text and "csrf" not in text
    row = Announcement.objects.get()
    assert AuditEntry.objects.filter(function="announcement.add", user_id=editor.pk, object_id=str(row.pk)).count() == 1


def test_bytes_stored_before_the_window_end_when_it_begins(time_machine) -> None:
    now = clock.now()
    time_machine.move_to(now, tick=False)
    announcement(starts_at=now + timedelta(minutes=10), ends_at=now + timedelta(minutes=20))
    shown("/news/")
    assert StoredPage.objects.get(path="/news/").fresh_until == now + timedelta(minutes=10)
    time_machine.move_to(now + timedelta(minutes=10), tick=False)
    assert WORDS in shown("/news/")
    assert StoredPage.objects.get(path="/news/").fresh_until == now + timedelta(minutes=20)


def test_a_changed_announcement_is_changed_at_once_and_every_change_has_author_time_and_revision() -> None:
    row, publisher = announcement(), make_staff(Role.PUBLISHER)
    assert WORDS in shown("/listings/")
    client = entered(publisher)
    answer = client.post(f"{ANNOUNCEMENTS}edit/{row.pk}/", placement_form("announcement", title="初三恢复派单"))
    assert answer.status_code == 302, answer.context["form"].errors
    assert "初三恢复派单" in shown("/listings/") and WORDS not in shown("/listings/")
    latest = Revision.objects.for_instance(row).order_by("-pk").first()
    assert (latest.user_id, latest.content["title"]) == (publisher.pk, "初三恢复派单") and latest.created_at
    screen = client.get(f"{ANNOUNCEMENTS}edit/{row.pk}/").content.decode()
    assert "改过 2 次" in screen and str(publisher) in screen
    entry = AuditEntry.objects.get(function="announcement.change", object_id=str(row.pk))
    assert (entry.user_id, entry.detail["revision"]) == (publisher.pk, latest.pk)
    assert client.get(f"{ANNOUNCEMENTS}history/{row.pk}/").status_code == 200
    assert client.post(f"{ANNOUNCEMENTS}delete/{row.pk}/").status_code == 302
    assert "初三恢复派单" not in shown("/listings/")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 41}, "title"),
        ({"ends_at": "2020-01-01 00:00"}, "ends_at"),
        ({"ends_at": ""}, "ends_at"),
        ({"link_url": "javascript:alert(1)"}, "link_url"),
        ({"link_url": "//elsewhere.example/"}, "link_url"),
        ({"link_url": "/\\elsewhere.example/"}, "link_url"),
        ({"tone": "loud"}, "tone"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_written(changes: dict[str, str], field: str) -> None:
    answer = entered(make_staff(Role.EDITOR)).post(f"{ANNOUNCEMENTS}new/", placement_form("announcement", **changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Announcement.objects.exists()


def test_what_an_editor_types_is_text() -> None:
    announcement(title="<b>停水</b>通知", text='"><script>alert(1)</script>')
    text = shown("/")
    assert "&lt;b&gt;停水" in text and "<script>alert" not in text


def test_a_link_to_a_page_that_has_gone_is_not_drawn() -> None:
    target = article("春节派单安排")
    announcement(link_page=target, link_label="怎么安排")
    assert f'href="{target.url}"' in shown("/listings/")
    target.unpublish()
    text = shown("/listings/")
    assert WORDS in text and "怎么安排" not in text


def test_a_banner_stands_on_the_front_page_while_its_window_runs(time_machine) -> None:
    now = clock.now()
    time_machine.move_to(now, tick=False)
    answer = entered(make_staff(Role.EDITOR)).post(f"{BANNERS}new/", placement_form("banner", link_url="/family/"))
    assert answer.status_code == 302, answer.context["form"].errors
    text = shown("/")
    assert "十二月月嫂见面会" in text and 'alt="月嫂抱着宝宝"' in text and 'href="/family/"' in text
    assert "十二月月嫂见面会" not in shown("/news/")
    time_machine.move_to(Banner.objects.get().ends_at, tick=False)
    assert "十二月月嫂见面会" not in shown("/")


def test_a_banner_without_a_picture_is_refused() -> None:
    answer = entered(make_staff(Role.EDITOR)).post(f"{BANNERS}new/", placement_form("banner", drawing=""))
    assert "image" in answer.context["form"].errors and not Banner.objects.exists()


@pytest.mark.req("MKT-14")
def test_an_editor_puts_an_advert_into_a_slot_with_schedule_and_target_and_sees_its_clicks(time_machine) -> None:
    now, nanny = clock.now(), category("月嫂")
    time_machine.move_to(now, tick=False)
    editor = entered(make_staff(Role.EDITOR))
    form = placement_form("advert", slot="category", category=nanny.pk, title="月子餐上门配送", link_url="https://example.org/meals/")
    answer = editor.post(f"{ADVERTS}new/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    row = Advert.objects.get()
    address = f"/go/{row.code}/"
    text = shown(nanny.get_absolute_url())
    assert "月子餐上门配送" in text and "北京净洁日化有限公司" in text and ">广告</span>" in text
    assert f'href="{address}" rel="sponsored nofollow"' in text and "example.org" not in text
    assert "月子餐上门配送" not in shown(category("保姆").get_absolute_url())
    visitor = Client()
    for _ in range(3):
        gone = visitor.get(address)
        assert (gone.status_code, gone.url) == (302, "https://example.org/meals/")
        assert not gone.cookies and "no-store" in gone["Cache-Control"]
    visitor.head(address)
    visitor.get(address, headers={"sec-purpose": "prefetch"})
    visitor.get(address, headers={"user-agent": "Baiduspider/2.0"})
    assert [(day.day, day.clicks) for day in PlacementDay.objects.all()] == [(timezone.localdate(now), 3)]
    report = editor.get(REPORT)
    assert "月子餐上门配送" in report.content.decode() and "一共 3 次" in report.content.decode()
    sheet = list(csv.reader(io.StringIO(editor.get(f"{REPORT}?format=csv").content.decode("utf-8-sig"))))
    assert sheet[1][:2] == ["北京净洁日化有限公司", "月子餐上门配送"] and sheet[1][-1] == "3"
    time_machine.move_to(row.ends_at, tick=False)
    assert "月子餐上门配送" not in shown(nanny.get_absolute_url())
    assert visitor.get(address).status_code == 404


def test_an_advert_for_a_top_category_stands_on_what_is_below_it_and_the_exact_one_comes_first() -> None:
    nanny = category("月嫂")
    advert(slot="category", category=nanny.parent, title="家政保险一天一块钱")
    assert "家政保险一天一块钱" in shown(nanny.get_absolute_url())
    advert(slot="category", category=nanny, title="月子餐上门配送")
    text = shown(nanny.get_absolute_url())
    assert "月子餐上门配送" in text and "家政保险一天一块钱" not in text


def test_an_advert_for_a_district_stands_only_where_that_district_is_chosen() -> None:
    place = district()
    advert(district=place)
    assert "清洁剂八折" not in shown("/listings/")
    assert "清洁剂八折" in shown(f"/listings/?district={place.code}")


def test_an_advert_for_a_page_stands_on_it_alone() -> None:
    one, other = article(), article()
    advert(slot="article", page=one.page_ptr)
    assert "清洁剂八折" in shown(one.url)
    assert "清洁剂八折" not in shown(other.url)


def test_an_advert_follows_its_category_when_that_is_merged() -> None:
    source, target = category("保姆"), category("月嫂")
    advert(slot="category", category=source)
    merge_category(source, target=target, actor=SYSTEM, now=clock.now())
    drain_all()
    assert "清洁剂八折" in shown(target.get_absolute_url())


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"advertiser": ""}, "advertiser"), ({"slot": "strip"}, "slot"), ({"link_url": ""}, "link_url"), ({"category": "999999"}, "category")],
)
def test_an_advert_that_is_not_whole_is_refused(changes: dict[str, str], field: str) -> None:
    answer = entered(make_staff(Role.EDITOR)).post(f"{ADVERTS}new/", placement_form("advert", **changes))
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert not Advert.objects.exists()


@pytest.mark.parametrize("code", ["NOSUCHAD", "a%00b", "x" * 300])
def test_a_counted_address_that_is_not_there_says_so(code: str) -> None:
    assert Client().get(f"/go/{code}/").status_code == 404


def test_an_advert_that_leads_nowhere_any_more_is_not_shown() -> None:
    target = article()
    row = advert(link_page=target, link_url="")
    assert "清洁剂八折" in shown("/listings/")
    target.unpublish()
    assert "清洁剂八折" not in shown("/listings/")
    assert Client().get(f"/go/{row.code}/").status_code == 404


def test_the_report_counts_only_the_days_asked_for() -> None:
    row, today = advert(starts_at=clock.now() - timedelta(days=40)), timezone.localdate(clock.now())
    for ago, clicks in ((0, 2), (10, 5), (35, 7)):
        PlacementDay.objects.create(placement=row, day=today - timedelta(days=ago), clicks=clicks)
    editor = entered(make_staff(Role.EDITOR))
    assert "一共 7 次" in editor.get(REPORT).content.decode()
    assert "一共 12 次" in editor.get(f"{REPORT}?first={today - timedelta(days=38)}&last={today - timedelta(days=5)}").content.decode()
    for nonsense in ("first=yesterday", f"first={today}&last={today - timedelta(days=1)}", "first=0001-01-01&last=9999-12-31"):
        assert editor.get(f"{REPORT}?{nonsense}").status_code == 400


def test_nothing_changes_without_a_change() -> None:
    row = announcement()
    change_placement(row, title=row.title, actor=SYSTEM, now=clock.now())
    assert Revision.objects.for_instance(row).count() == 1
