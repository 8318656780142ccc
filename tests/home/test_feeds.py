"""Feeds (Atom) of postings, courses, government notices and the board: they say what the public may see now, and pages name them in their heads."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from core import clock
from core.access import system_actor
from marketplace.enterprises.services import suspend
from tests.cms.bulletins.factories import make_bulletin
from tests.cms.factories import notice
from tests.cms.training.factories import course
from tests.marketplace.factories import make_enterprise
from tests.marketplace.recruitment.factories import make_job

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = {"/jobs/feed/atom/": "/jobs/", "/training/feed/atom/": "/training/", "/bulletins/feed/atom/": "/bulletins/"}


def entries(path: str) -> list[tuple[str, str]]:
    """Title and address of each entry."""
    answer = Client().get(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/atom+xml"), path
    root = ElementTree.fromstring(answer.content)
    assert root.findtext(f"{ATOM}title") and root.findtext(f"{ATOM}subtitle") and root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    return [(found.findtext(f"{ATOM}title"), found.find(f"{ATOM}link").get("href")) for found in root.iter(f"{ATOM}entry")]


def test_feeds_say_what_is_public_now_and_nothing_of_who_is_suspended():
    firm = make_enterprise()
    job, taught, told = make_job(enterprise=firm), course(enterprise=firm, title="母婴护理十天班"), make_bulletin(enterprise=firm)
    make_job(state="pending")
    paths = {"/jobs/feed/atom/": job.get_absolute_url(), "/training/feed/atom/": taught.get_url(), "/bulletins/feed/atom/": told.get_absolute_url()}
    for path, address in paths.items():
        assert [link for _, link in entries(path)] == [f"http://testserver{address}"], path
    suspend(firm, actor=system_actor(), now=clock.now(), note="执照过期")
    assert all(entries(path) == [] for path in paths)


def test_notices_have_one_too_and_every_list_names_its_own_in_the_head():
    row = notice("家政服务合同示范文本", issued_on=timezone.localdate(clock.now()))
    assert (row.title, f"http://testserver{row.get_url()}") in entries("/news/feed/notices/atom/")
    for feed, page in {**FEEDS, "/news/feed/notices/atom/": row.get_parent().get_url()}.items():
        head = Client().get(page).content.decode().partition("</head>")[0]
        assert 'type="application/atom+xml"' in head and f'href="{feed}"' in head, page


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_stored_and_only_read(path: str, django_assert_num_queries):
    Client().get(path)
    with django_assert_num_queries(1):
        assert Client().get(path).status_code == 200
    assert Client().post(path).status_code == 405
