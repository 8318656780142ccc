"""Pages of labour export for tests."""

import itertools
from typing import Any

from cms.pages.models import LabourIndexPage, LabourPartnerPage, RecruitmentBrochurePage

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
