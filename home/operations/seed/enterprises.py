"""The enterprises of the demo city, each from its application to where it stands now."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw

from home.operations.seed.city import City, rows
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services import add_file, approve, reject, save_application, submit_application, suspend
from members import demo
from members.roles import Role

CHECKED = "证照与登记一致，地址去看过。"


def seed_enterprises(city: City) -> int:
    """Apply, hand in and decide for each that is missing; returns how many there are."""
    leader = city.acting_as(next(person for person in city.people.values() if person.phone == demo.PEOPLE[Role.LEADER][1]))
    for row in rows("enterprises"):
        found = Enterprise.objects.filter(external_id=f"demo:{row['key']}").first()
        if found is None:
            with transaction.atomic():
                found = admit(city, row, leader)
        city.enterprises[row["key"]] = found
    first = city.enterprises[rows("enterprises")[0]["key"]]
    demo.make_accounts(enterprise=first.organisation, actor=city.acting_as(), now=city.now)
    return len(city.enterprises)


def admit(city: City, row: dict[str, Any], leader: Any) -> Enterprise:
    """One enterprise from its application to where it stands now."""
    owner = city.acting_as(city.people[row["owner"]])
    applied = city.days_ago(row["applied_days_ago"])
    enterprise = save_application(
        actor=owner,
        now=applied,
        legal_name=row["legal_name"],
        short_name=row["short_name"],
        licence_no=row["licence_no"],
        contact_name=row["contact_name"],
        phone=row["phone"],
        district=city.districts[row["district"]],
        address=row["address"],
        lat=row["lat"],
        lng=row["lng"],
        intro=row["intro"],
        categories=[city.categories[code] for code in row["categories"]],
    )
    Enterprise.objects.filter(pk=enterprise.pk).update(external_id=f"demo:{row['key']}", art=row["art"].removesuffix(".svg"))
    add_file(enterprise, kind="licence", file=_licence(row["licence_no"]), actor=owner, now=applied)
    enterprise = submit_application(enterprise, actor=owner, now=applied)
    if row["state"] == "pending":
        return enterprise
    if row["state"] == "rejected":
        return reject(enterprise, actor=leader, now=city.days_ago(row["decided_days_ago"]), note=row["note"])
    enterprise = approve(enterprise, actor=leader, now=city.days_ago(row["approved_days_ago"]), note=CHECKED)
    if row["state"] == "suspended":
        return suspend(enterprise, actor=leader, now=city.days_ago(row["decided_days_ago"]), note=row["note"])
    return enterprise


def _licence(number: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("营业执照.png", drawn_paper(number))


def drawn_paper(number: str) -> bytes:
    """A drawn paper that cannot be taken for a real one: a frame, the number, the word SPECIMEN."""
    sheet = Image.new("RGB", (420, 300), "#fbf7f0")  # small: there are some hundred, and the upload door draws each once more
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((12, 12, 408, 288), outline="#0f5e62", width=3)
    pen.rectangle((22, 22, 398, 278), outline="#a3cdc8", width=1)
    pen.text((150, 60), "SPECIMEN", fill="#b04613", font_size=22)
    pen.text((110, 140), number, fill="#1e2b2d", font_size=20)
    target = io.BytesIO()
    sheet.save(target, "PNG")
    return target.getvalue()
