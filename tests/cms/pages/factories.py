"""Pages of labour export for tests."""

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.pages.models import Advert, Announcement, Banner, LabourIndexPage, LabourPartnerPage, RecruitmentBrochurePage
from cms.pages.services import place
from core import clock
from core.access import system_actor

_numbers = itertools.count(1)
BODY = [
    {"type": "publicity", "value": {"title": "为什么做得久", "text": "<p>走之前就知道去哪家。</p>", "drawing": "baby"}},
    {"type": "recruiting", "value": {"title": "第五批招什么人", "text": "先学二十天。", "items": [{"label": "年龄", "value": "二十二到五十岁"}]}},
    {"type": "promotion", "value": {"title": "怎么带到村里", "items": [{"lead": "赶场天摆桌子。", "text": "逢三逢六在新政镇。"}]}},
]
INTRO = [{"type": "paragraph", "value": "<p>中心管派单、培训和投诉，自己不上门干活。</p>"}]


def labour_index() -> LabourIndexPage:
    """劳务输送 of the reference data."""
    return LabourIndexPage.objects.get()


def partner_page(*, receivers: tuple[Any, ...] = (), live: bool = True, **fields: Any) -> LabourPartnerPage:
    """A published page of a partner."""
    number = next(_numbers)
    values = {
        "title": f"仪陇嫂进京（{number}）",
        "slug": f"partner-{number}",
        "intro": "县里培训，北京接站，不收一分钱。",
        "region": "四川省南充市仪陇县",
        "partner": "仪陇县就业服务管理局",
        "body": BODY,
        **fields,
    }
    page = labour_index().add_child(instance=LabourPartnerPage(live=False, **values))
    page.receivers.set(receivers)
    page.full_clean()
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page


def brochure(*, chosen: tuple[Any, ...] = (), **fields: Any) -> RecruitmentBrochurePage:
    """A published brochure."""
    number = next(_numbers)
    values = {"title": f"冬季招聘简章（{number}）", "slug": f"brochure-{number}", "intro": "岗位随招随更新。", "body": INTRO, **fields}
    page = labour_index().add_child(instance=RecruitmentBrochurePage(live=False, **values))
    page.chosen.set(chosen)
    page.full_clean()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


WORDS = {
    "announcement": {"title": "除夕到初二电话照常", "text": "派单晚一些，急修不停。", "tone": "info"},
    "banner": {"title": "十二月月嫂见面会", "text": "周六上午在街道文化站，免费。", "drawing": "baby", "alt": "月嫂抱着宝宝", "position": 0},
    "advert": {
        "title": "清洁剂八折",
        "text": "凭订单号到店取。",
        "advertiser": "北京净洁日化有限公司",
        "slot": "board",
        "link_url": "https://example.org/soap/",
        "position": 0,
    },
}


def placement_form(kind: str, **changes: Any) -> dict[str, Any]:
    """What the screen of a kind sends; the window is today's and tomorrow's."""
    now = timezone.localtime(clock.now())
    said = {"starts_at": f"{now - timedelta(hours=1):%Y-%m-%d %H:%M}", "ends_at": f"{now + timedelta(days=1):%Y-%m-%d %H:%M}", "link_label": ""}
    return {"link_page": "", "link_url": "", **said, **WORDS[kind], **({"category": "", "district": "", "page": ""} if kind == "advert" else {}), **changes}


def _placed(kind: Any, words: dict[str, Any], fields: dict[str, Any]) -> Any:
    now = clock.now()
    known = {**words, "starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=1), **fields}
    return place(kind, actor=system_actor(), now=now, **known)


def announcement(**fields: Any) -> Announcement:
    """An announcement that is shown now."""
    return _placed(Announcement, WORDS["announcement"], fields)


def banner(**fields: Any) -> Banner:
    """A banner that is shown now."""
    return _placed(Banner, WORDS["banner"], fields)


def advert(**fields: Any) -> Advert:
    """An advert in the lists of offers that is shown now."""
    return _placed(Advert, WORDS["advert"], fields)
