"""Enterprises over time (ENT-13) and areas without a provider (ENT-14)."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from core.models import StateHistory
from home.reports.queries import Asked, coverage, month_ends, over_time
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import change_enterprise, suspend
from members.roles import Role
from tests.marketplace.enterprises.factories import make_outlet
from tests.marketplace.factories import category, district, make_application, make_enterprise
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
DASHBOARD, AREAS = "/admin/home-reports-enterprises/", "/admin/home-reports-coverage/"


def at(month: int, day: int = 15) -> datetime:
    return datetime(2027, month, day, 4, 0, tzinfo=UTC)


def cells(page: str, label: str) -> list[int]:
    """The numbers of a line of the table."""
    line = re.search(rf'<th scope="row">{label}</th>(.*?)</tr>', page, re.S)
    assert line is not None, label
    return [int(text) for text in re.findall(r'<td class="staff-number">(\d+)</td>', line[1])]


def city() -> tuple[Enterprise, Enterprise]:
    """One admitted in August and suspended in October, one admitted in September, one that waits since November."""
    with time_machine.travel(at(8), tick=False):
        first = make_enterprise(make_user())
    with time_machine.travel(at(9), tick=False):
        second = make_enterprise(make_user(), district=district("海淀区"), categories=[category("月嫂")])
    with time_machine.travel(at(10), tick=False):
        suspend(first, actor=actor_for(make_staff(Role.LEADER)), now=at(10), note="没有年检")
    with time_machine.travel(at(11), tick=False):
        make_application(make_user(), district=district("海淀区"))
    return first, second


@pytest.mark.req("ENT-13")
def test_the_dashboard_shows_enterprises_by_state_district_and_category_over_time(as_user) -> None:
    city()
    leader = make_staff(Role.LEADER)
    with time_machine.travel(at(11, 22), tick=False):
        client = as_user(leader)
        page = client.get(DASHBOARD).content.decode()
        # December 2026 … November 2027
        assert cells(page, "已加盟") == [0] * 8 + [1, 2, 1, 1]
        assert cells(page, "已停业") == [0] * 10 + [1, 1]
        assert cells(page, "待审核") == [0] * 11 + [1]
        by_district = client.get(DASHBOARD, {"by": "district"}).content.decode()
        assert cells(by_district, "朝阳区") == [0] * 8 + [1, 1, 0, 0] and cells(by_district, "海淀区") == [0] * 9 + [1, 1, 1]
        by_category = client.get(DASHBOARD, {"by": "category"}).content.decode()
        top = {node: category(node).parent.name for node in ("家庭保洁", "月嫂")}
        assert cells(by_category, top["家庭保洁"])[8:] == [1, 1, 0, 0] and cells(by_category, top["月嫂"])[8:] == [0, 1, 1, 1]
        narrowed = client.get(DASHBOARD, {"district": district("海淀区").code}).content.decode()
        assert cells(narrowed, "已加盟")[8:] == [0, 1, 1, 1] and cells(narrowed, "待审核")[8:] == [0, 0, 0, 1]
        only = client.get(DASHBOARD, {"category": category("月嫂").slug}).content.decode()
        assert cells(only, "已加盟")[8:] == [0, 1, 1, 1] and cells(only, "已停业") == [0] * 12
        stopped = client.get(DASHBOARD, {"by": "district", "state": "suspended"}).content.decode()
        assert cells(stopped, "朝阳区")[8:] == [0, 0, 1, 1]


def test_a_month_that_is_over_never_changes() -> None:
    first, _ = city()
    ends = [moment for _, moment in month_ends(at(11, 22))]
    before = {line.label: line.counts[:-1] for line in over_time(Asked(), ends=ends)}
    StateHistory.objects.create(
        machine="enterprise",
        content_type=StateHistory.objects.filter(object_id=str(first.pk))[0].content_type,
        object_id=str(first.pk),
        from_state="suspended",
        event="reinstate",
        to_state="approved",
        at=at(11, 20),
    )
    after = over_time(Asked(), ends=ends)
    assert {line.label: line.counts[:-1] for line in after} == before
    assert next(line for line in after if line.label == "已加盟").counts[-1] == 2


def test_months_end_at_midnight_in_the_city() -> None:
    found = month_ends(datetime(2026, 1, 31, 17, 0, tzinfo=UTC), 3)  # 1 February, 01:00
    assert [label for label, _ in found] == ["2025-12", "2026-01", "2026-02"]
    assert found[1][1] == datetime(2026, 1, 31, 16, 0, tzinfo=UTC)


@pytest.mark.req("ENT-14")
def test_service_areas_are_stored_and_areas_without_a_provider_are_listed(as_user) -> None:
    owner = make_user()
    row = make_enterprise(owner)
    staff, top = as_user(make_staff(Role.REGULATOR)), category().parent
    number = [place.name for place in coverage(None).places].index("丰台区")
    page = staff.get(AREAS, {"top": top.slug}).content.decode()
    line = re.search(rf'<th scope="row">{category().name}</th>(.*?)</tr>', page, re.S)[1]
    assert re.findall(r"<td.*?</td>", line, re.S)[number].count("没有") == 1
    gap = next(places for node, places in coverage(coverage_top(top.pk)).gaps if node.name == category().name)
    assert "丰台区" in [place.name for place in gap] and "朝阳区" not in [place.name for place in gap]
    profile = {name: getattr(row, name) for name in ("short_name", "contact_name", "phone", "address", "intro")}
    area = [district("丰台区").pk, district("西城区").pk]
    sent = {**profile, "district": row.district_id, "categories": [category().pk], "service_area": area}
    assert as_user(owner).post("/enterprise/profile/", sent).status_code == 302
    assert sorted(row.service_area.values_list("pk", flat=True)) == sorted(area)
    make_outlet(row, district=district("通州区"), serves=[district("通州区"), district("大兴区")])
    page = staff.get(AREAS, {"top": top.slug}).content.decode()
    line = re.search(rf'<th scope="row">{category().name}</th>(.*?)</tr>', page, re.S)[1]
    assert "没有" not in re.findall(r"<td.*?</td>", line, re.S)[number]
    gap = {place.name for place in next(places for node, places in coverage(coverage_top(top.pk)).gaps if node.name == category().name)}
    assert gap.isdisjoint({"朝阳区", "丰台区", "西城区", "通州区", "大兴区"}) and "昌平区" in gap
    listed = re.search(rf"<li><b>{category().name}</b><span>(.*?)</span>", page)[1]
    assert "昌平区" in listed and "丰台区" not in listed
    suspend(row, actor=actor_for(make_staff(Role.LEADER)), now=at(11), note="没有年检")
    again = {place.name for place in next(places for node, places in coverage(None).gaps if node.name == top.name)}
    assert "丰台区" in again and "朝阳区" in again


def coverage_top(number: int):
    """A top category as the catalogue keeps it."""
    return next(node for node in coverage(None).nodes if node.id == number)


def test_areas_are_a_matter_of_the_service() -> None:
    row = make_enterprise(make_user())
    change_enterprise(row, actor=actor_for(row.applicant), now=at(11), service_area=[district("丰台区")])
    change_enterprise(row, actor=actor_for(row.applicant), now=at(11), intro="换一段。")
    assert [place.name for place in row.service_area.all()] == ["丰台区"]


@pytest.mark.parametrize("path", [DASHBOARD, AREAS])
def test_only_staff_with_the_right_see_figures(as_user, path) -> None:
    assert Client().get(path).status_code in (302, 403)
    assert as_user(make_staff(Role.EDITOR)).get(path).status_code == 403
    odd = {"by": "colour", "state": "x", "district": "0", "category": "none", "top": "none"}
    assert as_user(make_staff(Role.AUDITOR)).get(path, odd).status_code == 200
