"""Drafts, previews, schedule, revisions and the moderation workflow, through the admin as editors use it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.articles.models import ArticlePage
from cms.articles.reference import load_rights, load_workflow
from core import clock, schedule
from core.audit.models import AuditEntry
from core.models import StoredPage
from core.tasks import timed_pages
from tests.cms.factories import article, draft_article, section
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db


def form(page: ArticlePage | None = None, **fields: str) -> dict:
    """The admin's form of an article."""
    values = {
        "title": "月嫂冬季档期紧，提前八周订更稳",
        "slug": page.slug if page else "written-by-hand",
        "intro": "十一月订一月的，来得及。",
        "cover": "",
        "cover_art": "baby",
        "body": streamfield([("paragraph", rich_text("<p>先问预产期，再问要几天。</p>", features=["bold"]))]),
        "source": "",
        "author_name": "",
        "published_at": "",
        "tags": "",
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    return nested_form_data({**values, **fields})


def browser_of(role: str) -> Client:
    """A browser of somebody with this role."""
    browser = Client()
    browser.force_login(make_staff(role))
    return browser


def test_an_editor_submits_and_a_publisher_approves():
    editor, publisher = browser_of("editor"), browser_of("publisher")
    answer = editor.post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section().pk]), form(**{"action-submit": "1"}))
    assert answer.status_code == 302
    page = ArticlePage.objects.get(slug="written-by-hand")
    assert not page.live
    assert Client().get(page.get_url_parts()[2]).status_code == 404
    task = TaskState.objects.get(workflow_state__object_id=str(page.pk))
    assert (task.status, task.task.name) == ("in_progress", "审核发布")
    assert page.title in publisher.get(reverse("wagtailadmin_home")).content.decode()

    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    assert editor.post(address, {"comment": ""}).status_code in {302, 403}
    page.refresh_from_db()
    assert not page.live
    assert publisher.post(address, {"comment": ""}).status_code == 302
    page.refresh_from_db()
    assert page.live
    assert page.title in Client().get("/news/industry/").content.decode()


def test_a_publisher_sends_back_with_a_reason():
    editor, publisher = browser_of("editor"), browser_of("publisher")
    editor.post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section().pk]), form(**{"action-submit": "1"}))
    page = ArticlePage.objects.get(slug="written-by-hand")
    task = TaskState.objects.get(workflow_state__object_id=str(page.pk))
    publisher.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", task.pk]), {"comment": "出处没写。"})
    task.refresh_from_db()
    assert (task.status, task.comment) == ("rejected", "出处没写。")
    page.refresh_from_db()
    assert not page.live


def test_an_editor_cannot_publish_alone():
    editor = browser_of("editor")
    editor.post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section().pk]), form(**{"action-publish": "1"}))
    assert not ArticlePage.objects.filter(slug="written-by-hand", live=True).exists()


def test_an_editor_cannot_touch_the_front_page():
    editor = browser_of("editor")
    front = Page.objects.get(slug="home", depth=2)
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[front.pk])).status_code in {302, 403}


def test_a_preview_shows_the_draft_and_leaves_the_public_page_alone():
    publisher = browser_of("publisher")
    page = article("供暖首周，暖气漏水报修涨了四成")
    public = Client().get(page.url).content
    stored = StoredPage.objects.count()

    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    said = publisher.post(preview, form(page, title="供暖首周（改稿）"))
    assert said.json()["is_valid"]
    shown = publisher.get(preview)
    assert shown.status_code == 200
    assert "供暖首周（改稿）" in shown.content.decode()
    assert StoredPage.objects.count() == stored
    assert Client().get(page.url).content == public


def test_a_schedule_publishes_and_ends_by_the_job():
    now = clock.now()
    page = draft_article("双职工家庭接送难，托管班延到七点半", go_live_at=now + timedelta(hours=1), expire_at=now + timedelta(hours=3))
    page.get_latest_revision().publish()
    visitor = Client()
    with time_machine.travel(now + timedelta(hours=2), tick=True):
        timed_pages()
        page.refresh_from_db()
        assert page.live
        assert abs(page.published_at - clock.now()) < timedelta(minutes=1)
        assert page.title in visitor.get("/news/industry/").content.decode()
    with time_machine.travel(now + timedelta(hours=4), tick=True):
        timed_pages()
        page.refresh_from_db()
        assert (page.live, page.expired) == (False, True)
        assert page.title not in visitor.get("/news/industry/").content.decode()
    assert [row.user_name for row in AuditEntry.objects.filter(function__in=["wagtail.publish.scheduled", "wagtail.unpublish.scheduled"])] == ["定时发布"] * 2


def test_the_job_is_in_the_table_that_runs():
    assert schedule.load()["core.pages"].every <= timedelta(minutes=1)


def test_a_page_that_cannot_go_live_does_not_hold_back_the_next(caplog: pytest.LogCaptureFixture):
    now = clock.now()
    stuck, next_one = article("想换网址的一篇"), draft_article("排在后面的一篇", go_live_at=now + timedelta(hours=2))
    stuck.slug, stuck.go_live_at = "wanted-by-two", now + timedelta(hours=1)
    stuck.save_revision().publish()
    next_one.get_latest_revision().publish()
    taken = article("先拿到网址的一篇", slug="wanted-by-two")
    with time_machine.travel(now + timedelta(hours=3), tick=True):
        timed_pages()
        assert "timed page not done" in caplog.text
        taken.delete()
        stuck.refresh_from_db()
        next_one.refresh_from_db()
        assert (stuck.slug == "wanted-by-two", next_one.live) == (False, True)
        timed_pages()
    stuck.refresh_from_db()
    assert stuck.slug == "wanted-by-two"


def test_an_older_revision_can_be_brought_back():
    publisher = browser_of("publisher")
    page = article("原来的题目")
    first = page.get_latest_revision()
    page.title = "改坏的题目"
    page.save_revision().publish()
    assert "改坏的题目" in Client().get(page.url).content.decode()
    answer = publisher.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]))
    assert "原来的题目" in answer.content.decode()
    first.publish()
    assert "原来的题目" in Client().get(page.url).content.decode()
    assert page.revisions.count() >= 2


def test_a_picture_needs_exactly_one_source_and_a_description():
    publisher = browser_of("publisher")
    for value in ({"image": "", "drawing": ""}, {"image": "", "drawing": "window", "alt": ""}):
        body = streamfield([("picture", {"alt": "", "caption": "", **value})])
        answer = publisher.post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section().pk]), form(body=body, **{"action-publish": "1"}))
        assert answer.status_code == 200
    assert not ArticlePage.objects.filter(slug="written-by-hand").exists()


def test_reference_data_comes_once():
    assert Workflow.objects.filter(name="内容审核", active=True).count() == 1
    assert load_workflow() == 0
    assert load_rights() == 0
