"""The life of the demo city's enterprises: agreements, grades and titles, outlets; through the same services as in life."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.money import Money
from home.operations.seed.city import City, rows
from home.operations.seed.enterprises import drawn_paper
from marketplace.enterprises.models import Agreement, Outlet
from marketplace.enterprises.services import add_outlet, draft_agreement, grade_enterprise, honour_enterprise, shift_outlet, sign_agreement
from members.roles import Role

GRADED_DAYS_AGO, HONOURED_DAYS_AGO = 20, 45


def seed_standing(city: City) -> int:
    """Agreements, grades and titles that are missing; returns how many enterprises have an agreement."""
    for row in rows("standing"):
        if not Agreement.objects.filter(number=row["agreement"]).exists():
            _agree(city, row)
            _assess(city, row)
    return len(rows("standing"))


def _agree(city: City, row: dict[str, Any]) -> None:
    today, then = timezone.localdate(city.now), city.days_ago(row["starts_days_ago"] + 3)
    drafted = draft_agreement(
        enterprise=city.enterprises[row["enterprise"]],
        file=SimpleUploadedFile("合作协议.png", drawn_paper(row["agreement"])),
        actor=city.acting_as(city.of_role(Role.ACCOUNTANT)),
        now=then,
        number=row["agreement"],
        starts_on=today - timedelta(days=row["starts_days_ago"]),
        ends_on=today + timedelta(days=row["ends_in_days"]),
        commission_bp=row["commission_bp"],
        commission_floor_fen=Money.parse(row["floor_yuan"]).fen,
        commission_cap_fen=Money.parse(row["cap_yuan"]).fen if row["cap_yuan"] else None,
    )
    sign_agreement(drafted, actor=city.acting_as(city.of_role(Role.LEADER)), now=city.days_ago(row["starts_days_ago"] + 1))


def _assess(city: City, row: dict[str, Any]) -> None:
    enterprise, regulator = city.enterprises[row["enterprise"]], city.acting_as(city.of_role(Role.REGULATOR))
    if row["honour"]:
        honour_enterprise(enterprise, honour=row["honour"], reason=row["honour_reason"], actor=regulator, now=city.days_ago(HONOURED_DAYS_AGO))
    grade_enterprise(enterprise, grade=row["grade"], reason=row["reason"], actor=regulator, now=city.days_ago(GRADED_DAYS_AGO))


def seed_outlets(city: City) -> int:
    """Open the outlets that are missing; returns how many there are."""
    for row in rows("outlets"):
        enterprise = city.enterprises[row["enterprise"]]
        if not Outlet.objects.filter(enterprise=enterprise, name=row["name"]).exists():
            _open(city, row)
    return len(rows("outlets"))


def _open(city: City, row: dict[str, Any]) -> None:
    enterprise = city.enterprises[row["enterprise"]]
    enterprise.refresh_from_db()
    actor = replace(city.acting_as(enterprise.applicant), channel="demo")
    today = timezone.localdate(city.now)
    outlet = add_outlet(
        enterprise=enterprise,
        actor=actor,
        now=city.days_ago(60),
        name=row["name"],
        kind=row["kind"],
        district=city.districts[row["district"]],
        address=row["address"],
        lat=row["lat"],
        lng=row["lng"],
        phone=row["phone"],
        contact_name=row["contact"],
        rests_on_holidays=row["rests"],
        contract_no=row["contract"],
        contract_until=today + timedelta(days=row["contract_days"]) if row["contract_days"] else None,
        serves=[city.districts[code] for code in row["serves"]],
        hours=_hours(row),
    )
    if row["state"] == "paused":
        shift_outlet(outlet, "pause", actor=actor, now=city.days_ago(6), note=row["note"])


def _hours(row: dict[str, Any]) -> dict[int, tuple[int, int]]:
    days = {**dict.fromkeys(range(5), row["weekdays"]), 5: row["saturday"], 6: row["sunday"]}
    return {day: _span(text) for day, text in days.items() if text}


def _span(text: str) -> tuple[int, int]:
    opens, closes = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return opens, closes
