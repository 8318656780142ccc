"""Courses for tests."""

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.training.models import CoursePage, TrainingIndexPage
from core import clock
from core.models import District
from marketplace.enterprises.models import Enterprise

_numbers = itertools.count(1)
SYLLABUS = [{"type": "unit", "value": {"title": "新生儿护理", "hours": "8 课时", "text": "洗澡、抚触、脐带护理。"}}]


def training_index() -> TrainingIndexPage:
    """培训 of the reference data."""
    return TrainingIndexPage.objects.get()


def course_values(**overrides: Any) -> dict[str, Any]:
    """What a course says: in two weeks, for three days, ten of thirty places taken."""
    today = timezone.localdate(clock.now())
    return {
        "title": f"月嫂上岗培训（{next(_numbers)}）",
        "intro": "从给新生儿洗澡到月子餐，学完能独立上户。",
        "family": "skills",
        "starts_on": today + timedelta(days=14),
        "ends_on": today + timedelta(days=16),
        "sessions": "每天 9:00 到 17:00，共 3 天。",
        "district": District.objects.get(code="110105"),
        "place": "望京街道文化中心 3 层",
        "fee_fen": 68000,
        "seats": 30,
        "taken": 10,
        "enrol_until": today + timedelta(days=10),
        "syllabus": SYLLABUS,
        **overrides,
    }


def course(*, enterprise: Enterprise | None = None, state: str = "published", **fields: Any) -> CoursePage:
    """A course as a draft, waiting for approval, or published; by the centre unless an enterprise is given."""
    values = course_values(**fields)
    page = CoursePage(enterprise=enterprise, slug=f"course-{next(_numbers)}", live=False, search_description=values["intro"], **values)
    page = training_index().add_child(instance=page)
    revision = page.save_revision()
    if state == "published":
        revision.publish()
    elif state == "waiting":
        page.get_workflow().start(page, None)
    page.refresh_from_db()
    return page


def many_courses(count: int, **fields: Any) -> list[CoursePage]:
    """Live courses without history, quick to make."""
    index = training_index()
    return [index.add_child(instance=CoursePage(slug=f"many-{next(_numbers)}", live=True, **course_values(**fields))) for _ in range(count)]


def course_fields(**overrides: Any) -> dict[str, Any]:
    """What the plain form of an enterprise sends."""
    today = timezone.localdate(clock.now())
    return {
        "title": "收纳师实操班",
        "intro": "衣柜、厨房、玄关三处实操，学完能独立接单。",
        "family": "skills",
        "programme": "",
        "starts_on": str(today + timedelta(days=20)),
        "ends_on": str(today + timedelta(days=21)),
        "sessions": "两天，9:00 到 17:00。",
        "district": District.objects.get(code="110105").pk,
        "place": "广渠路 28 号 2 层",
        "fee": "1280",
        "fee_note": "含工具包。",
        "seats": "20",
        "taken": "0",
        "enrol_until": str(today + timedelta(days=15)),
        "audience": "想做收纳师的人",
        "certificate": "结业证明",
        "syllabus": "衣柜（6 课时）：分区、折叠、换季\n厨房（4 课时）：动线、标签",
        **overrides,
    }
