"""The components: prices with units, dates as people say them, fields with their errors, paging, no dead links."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.test import RequestFactory

from core import portals
from core.access import ANONYMOUS, Actor
from core.money import Money
from core.portals import PortalItem


def render(text: str, **context: object) -> str:
    """A template, rendered."""
    return Template(text).render(Context(context))


def get(path: str, actor: Actor = ANONYMOUS):
    """A request for a path."""
    request = RequestFactory().get(path)
    request.actor = actor
    return request


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (12_800, "128"),
        (12_850, "128.50"),
        (1_380_000, "13,800"),
        (99_999_999_00, "99,999,999"),
        (0, "0"),
        (-500, "−5"),
        ("128.00", "128"),
        (Money(30_00), "30"),
    ],
)
def test_a_price_is_number_and_unit(amount, shown):
    assert render('{% price amount "元/次" %}', amount=amount) == f'<span class="price"><b>{shown}</b> <span>元/次</span></span>'


def test_a_price_with_two_decimals_where_it_counts():
    assert "<b>1,235.60</b>" in render('{% price 123560 "元" exact=True large=True %}')
    assert render("{{ 123560|yuan }}") == "1,235.60"
    assert render("{{ 123500|yuan }}") == "1,235.00"


@pytest.mark.parametrize("amount", [None, ""])
def test_no_price_is_said(amount):
    assert "价格面议" in render("{% price amount %}", amount=amount)


@time_machine.travel("2026-11-18 02:24 +00:00", tick=False)
def test_dates_as_people_say_them():
    at = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    assert render("{{ at|day }}", at=at) == "11 月 21 日"
    assert render("{{ at|moment }}", at=at) == "11 月 21 日 09:00"
    assert render("{{ at|weekday }}", at=at) == "周六"
    assert render("{{ at|day }}", at=date(2025, 1, 2)) == "2025 年 1 月 2 日"
    assert render("{{ at|day }}{{ at|moment }}{{ at|weekday }}", at=None) == ""


def test_badges_escape_and_know_their_tones():
    assert render('{% badge words "warn" "hourglass" %}', words="<b>").count("&lt;b&gt;") == 1
    assert "data-tone" not in render('{% badge "x" "loud" %}')


def test_a_link_to_what_no_slice_offers_is_empty():
    assert render('{% link_to "nothing:here" as url %}[{{ url }}]') == "[]"
    assert render('{% link_to "core:robots" as url %}[{{ url }}]') == "[/robots.txt]"


def test_crumbs_leave_out_links_without_address():
    text = render('{% crumbs "找服务" "/search/" "没有的" "" "月嫂" %}')
    assert text.count("<li>") == 2
    assert '<li aria-current="page">月嫂</li>' in text
    assert "没有的" not in text


def test_more_keeps_the_other_parameters():
    request = get("/listings/?q=月嫂&cursor=old&district=110105&district=110108")
    text = render('{% more "new=" "再看 20 条" %}', request=request)
    assert 'href="?q=%E6%9C%88%E5%AB%82&amp;district=110105&amp;district=110108&amp;cursor=new%3D"' in text
    assert "回到最前" in text
    assert render("{% more None %}", request=request).strip() == ""


class Form(forms.Form):
    """One of each."""

    phone = forms.CharField(label="手机号", help_text="对别人不显示。")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="我同意")
    kind = forms.ChoiceField(label="哪一种", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    photo = forms.FileField(label="照片", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_fields_say_label_hint_and_error_and_keep_what_was_typed():
    form = Form({"phone": "", "note": "<写了>", "kind": "c"})
    text = render("{% form_fields form %}", form=form)
    assert text.count('class="err"') == 3
    for part in (
        '<label for="id_phone">手机号</label>',
        "对别人不显示。",
        'id="id_phone_error"',
        'aria-invalid="true"',
        "&lt;写了&gt;",
        '<span class="opt">选填</span>',
    ):
        assert part in text
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in text
    assert '<legend class="label">哪一种' in text
    assert '<input type="hidden" name="secret" id="id_secret">' in text


def test_a_field_wants_a_bound_field():
    with pytest.raises(ImproperlyConfigured):
        render("{% field thing %}", thing="x")


def test_notes_and_empty_states():
    assert 'data-tone="bad"' in render('{% note "bad" "没交上" %}再试一次。{% endnote %}')
    text = render('{% empty "还没有消息" "下单后都在这里。" art="empty-inbox" url="/search/" action="去找服务" %}')
    assert "还没有消息" in text and 'href="/search/"' in text
    assert "<a " not in render('{% empty "还没有消息" url="/search/" %}')


def test_a_timeline_says_what_is_done_and_what_is_now():
    entries = [
        {"title": "提交", "at": datetime(2026, 11, 21, 1, 0, tzinfo=UTC), "who": "陈敏", "note": "材料齐"},
        {"title": "审核", "done": False, "current": True},
    ]
    text = render("{% timeline entries %}", entries=entries)
    assert text.count("data-done") == 1
    assert text.count('aria-current="step"') == 1
    assert "陈敏：材料齐" in text


def test_the_menu_of_a_portal_shows_what_one_may_use(monkeypatch):
    monkeypatch.setattr(portals, "_ITEMS", {})
    portals.register(PortalItem("test", "地图", "core:robots", order=2))
    portals.register(PortalItem("test", "没有的", "nothing:here", order=1))
    portals.register(PortalItem("test", "管理", "core:sitemap", right=("configure", "nothing")))
    text = render(
        "{% portal_menu as menu %}{% for entry in menu %}{{ entry.label }}{% current_in_portal entry.url menu %}{% endfor %}",
        portal="test",
        request=get("/robots.txt"),
    )
    assert text == '地图 aria-current="page"'
    assert render("{% portal_menu as menu %}{{ menu }}", portal="test") == "[]"


def test_the_section_of_a_page_is_marked_in_the_menu():
    assert render('{% current "/news/" %}', request=get("/news/industry/")) == ' aria-current="true"'
    assert render('{% current "/" %}', request=get("/news/")) == ""
    assert render('{% current "/" %}', request=get("/")) == ' aria-current="page"'
    assert render('{% current "/" %}') == ""
