"""The frame of every page: error pages without a database, the account corner, the policy, files that are what they say."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.template.loader import get_template
from django.test import Client, RequestFactory

from core import content, context, views
from core.error_pages import error_page
from core.errors import Conflict, Forbidden, NotFound, RateLimited, Unauthenticated, Unavailable
from core.templatetags.ui import ICONS
from tests.members.factories import make_staff, make_user

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path for folder in ("core", "cms", "home") for path in (ROOT / folder).rglob("templates/**/*.html") if not {"wagtailadmin", "operations"} & set(path.parts)
)
STATIC = ROOT / "core/static/core"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/nothing-here/", 404, "没有这一页"), ("/news/industry/?cursor=x", 400, "第一页"), ("/api/nothing/", 404, "not_found")],
)
def test_errors_of_requests(client, path, status, words):
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.content.decode()


@pytest.fixture
def database_away(monkeypatch):
    """Every question to the database fails."""

    def away(*_: object) -> str:
        raise OperationalError

    context.forget()
    monkeypatch.setattr("core.content.version", away)
    with connection.execute_wrapper(lambda *_: pytest.fail("an error page asked the database")):
        yield


@pytest.mark.parametrize("view", [views.bad_request, views.forbidden, views.not_found, views.server_error, views.csrf_failure])
def test_error_pages_come_out_without_a_database(view, database_away):
    answer = view(RequestFactory().get("/x/"))
    text = answer.content.decode()
    assert answer.status_code in {400, 403, 404, 500}
    assert "400-800-0000" in text
    assert "<h1" in text
    assert "有邻家政" in text


@pytest.mark.parametrize("view", [views.bad_request, views.forbidden, views.not_found, views.server_error, views.csrf_failure])
def test_error_pages_of_the_api_are_problems(view):
    answer = view(RequestFactory().get("/api/v1/x/"))
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"]


@pytest.mark.parametrize("error", [NotFound(), Forbidden(), Conflict(), Unauthenticated(), Unavailable(), RateLimited(retry_after=30)])
def test_domain_errors_are_pages_that_say_what_to_do(error, database_away):
    answer = error_page(RequestFactory().get("/x/"), error)
    assert answer.status_code == error.status
    assert "400-800-0000" in answer.content.decode()


@pytest.mark.django_db
def test_a_broken_view_is_a_500_page_in_the_look(monkeypatch):
    browser = Client(raise_request_exception=False)
    monkeypatch.setattr("cms.articles.models.SectionPage.get_context", lambda *_, **__: 1 / 0)
    answer = browser.get("/news/industry/")
    assert answer.status_code == 500
    assert "我们这边出错了" in answer.content.decode()


@pytest.mark.django_db
def test_the_account_corner_is_private_and_says_who(client):
    assert "登录" in client.get("/fragments/account/").content.decode()
    client.force_login(make_user(name="王建国"))
    answer = client.get("/fragments/account/")
    text = answer.content.decode()
    assert "王建国" in text
    assert "no-store" in answer["Cache-Control"]
    assert 'href="/my/"' in text
    assert "/admin/" not in text
    client.force_login(make_staff("publisher"))
    assert 'href="/admin/"' in client.get("/fragments/account/").content.decode()
    assert client.post("/fragments/account/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/news/", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/nothing-here/", "/api/docs/"])
def test_pages_carry_the_strict_policy_and_nothing_inline(client, path):
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    text = answer.content.decode()
    assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/ld\+json\"))", text), "data for search engines is no script"
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<[^>]+\son[a-z]+=", text)
    assert "<style" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_no_dead_link_and_known_parts(path):
    text = path.read_text(encoding="utf-8")
    assert 'href="#"' not in text
    assert "javascript:" not in text
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    unknown = {name for name in re.findall(r'{% icon "([^"]+)"', text) if ICONS.get(name, name) not in sprite}
    assert unknown == set()
    drawings = re.findall(r'{% art "([^"]+)"', text) + re.findall(r'art="([^"]+)"', text)
    assert [name for name in drawings if not (STATIC / f"art/{name}.svg").exists()] == []
    assert get_template(str(path).split("/templates/", 1)[1]) is not None


def test_public_templates_read_nothing_of_the_visitor():
    private = re.compile(r"csrf_token|request\.user|{{ *user|perms\.|csp_nonce|{% *messages_of")
    base = {"core/base.html", "core/parts/header.html", "core/parts/footer.html", "core/parts/strip.html", "core/parts/tabbar.html"}
    public = [path for path in TEMPLATES if "articles" in path.parts or "home" in path.parts or str(path).split("/templates/", 1)[1] in base]
    assert len(public) > 15
    hits = []
    for path in public:
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
        own = text.startswith('{% extends "core/portal_base.html" %}')  # a page of somebody's own portal, never stored
        hits += [str(path)] if private.search(text) and not own else []
    assert hits == []


def test_files_that_are_not_ours_are_what_the_manifest_says():
    manifest = json.loads((STATIC / "vendor.json").read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        assert hashlib.sha256((STATIC / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert entry["licence"] and entry["version"]
    for entry in manifest["from_packages"]:
        if "sha256" in entry:
            assert hashlib.sha256(Path(finders.find(entry["file"])).read_bytes()).hexdigest() == entry["sha256"], entry["file"]


def test_everything_that_style_sheets_and_pages_name_is_there():
    named = re.findall(r'url\("?([^")]+)"?\)', "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("[!p]*.css")))
    assert len(named) > 10
    assert [name for name in named if not name.startswith("data:") and not (STATIC / name).exists()] == []


def test_the_facts_survive_a_database_that_is_away(database_away):
    found = context.facts(RequestFactory().get("/"))
    assert found["hotline"] == "400-800-0000"
    assert found is context.remembered()


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_400_page(client, settings):
    settings.ALLOWED_HOSTS = ["youlin.example"]
    answer = client.get("/accounts/login/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "有邻家政" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_committed_facts_are_kept_until_their_version_changes(django_assert_num_queries):
    request = RequestFactory().get("/")
    context.forget()
    first = context.facts(request)
    with django_assert_num_queries(1):
        assert context.facts(request) is first
    content.bump("settings")
    assert context.facts(request) is not first
    context.forget()
