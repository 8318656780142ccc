"""The two hundred workers of the demo city: files, skills, papers, calendars and what happened to them. Always the same ones.

Written in a few statements instead of through the verbs, so that the city stands in seconds; what the verbs leave behind (history,
the role of those with an account) is written too.
"""

import hashlib
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from core import clock
from core.content import bump
from core.models import StateHistory
from core.outbox.services import publish_many
from core.reference import read_json
from home.operations.seed.city import DATA, City
from home.operations.seed.enterprises import drawn_paper
from home.operations.seed.people import member
from marketplace.catalog.models import ServiceType
from marketplace.enterprises.models import Enterprise
from marketplace.workers import identity
from marketplace.workers.events import WORKER_CHANGED
from marketplace.workers.models import CalendarException, Paper, PaperKind, Skill, WeeklyHours, Worker
from marketplace.workers.services import add_paper
from marketplace.workers.services.duties import give_role
from members.models import User
from members.roles import Role

# Where some files stand; all others are approved.
STATES = ["pending"] * 6 + ["returned"] * 3 + ["suspended"] * 2 + ["blocked", "appealed", "left"]
WAITING = ("pending", "appealed")
STEPS: dict[str, list[tuple[str, str, str, str]]] = {
    "pending": [("draft", "submit", "pending", "")],
    "returned": [("draft", "submit", "pending", ""), ("pending", "return", "returned", "健康证拍得看不清日期，重拍一张。")],
    "approved": [("draft", "submit", "pending", ""), ("pending", "approve", "approved", "")],
}
STEPS["suspended"] = [*STEPS["approved"], ("approved", "suspend", "suspended", "家里人反映两次爽约，先停下来问清楚。")]
STEPS["blocked"] = [*STEPS["approved"], ("approved", "block", "blocked", "私下加价，家里人有转账记录。")]
STEPS["appealed"] = [*STEPS["blocked"], ("blocked", "appeal", "appealed", "多收的是买材料的钱，小票都在，愿意当面对。")]
STEPS["left"] = [*STEPS["approved"], ("approved", "leave", "left", "")]
FIRST_PHONE = 19_900_001_000
JITTER = 0.035
# From the first troubled file on, every ninth.
FIRST_TROUBLE, EVERY = 40, 9
BY_MEN, BY_WOMEN = ["bicycle", "bicycle", "transit", "transit", "car"], ["bicycle", "transit", "transit", "foot"]
ENGLISH = ("liangqiao", "wutong")
DEMO_NAME = "李秀英"
DEMO_SKILLS = (("glass", 9), ("cleaning-everyday", 9), ("cleaning-deep", 7), ("range-hood-wash", 5))
DEMO_INTRO = "四川广元人，做保洁九年，拿手是擦玻璃，双层窗也擦得透。毛巾分四色，厨房的绝不擦卧室。家里有猫有狗不怕，先跟它打个招呼。"


def seed_workers(city: City) -> int:
    """Write whoever is missing; returns how many workers there are."""
    data = read_json(DATA / "workers.json")
    made = _Makers(city, data).all()
    known = set(Worker.objects.values_list("code", flat=True))
    fresh = [one for one in made if one["worker"].code not in known]
    if fresh:
        _write(city, fresh)
        _live(city, [one["worker"] for one in fresh])
        bump("workers")
    return len(made)


class _Makers:
    """Makes the workers one after another from one source of chance."""

    def __init__(self, city: City, data: dict[str, Any]) -> None:
        self.city, self.data, self.chance = city, data, Random("有邻的两百个人")  # noqa: S311 # no secret, the same city each time
        self.today = timezone.localdate(city.now)
        self.kinds = {row.code: row for row in PaperKind.objects.prefetch_related("service_types")}
        self.places = [row for row in city.districts.values() if row.code.startswith("1101")]
        self.women, self.men = list(data["women"]), list(data["men"])

    def all(self) -> list[dict[str, Any]]:
        """Everybody, in order."""
        wanted = [(firm, trade) for firm, trade, number in self.data["firms"] for _ in range(number)]
        return [self._one(place, firm, trade, len(wanted)) for place, (firm, trade) in enumerate(wanted)]

    def _one(self, place: int, firm: str, trade: str, number: int) -> dict[str, Any]:
        known, chance, demo = self.data["trades"][trade], self.chance, place == 0
        enterprise: Enterprise | None = self.city.enterprises[firm] if firm else None
        back, state = number - 1 - place, _state(place)
        person = self._person(place, trade, demo)
        district = enterprise.district if enterprise and enterprise.district and (demo or chance.random() < 0.6) else chance.choice(self.places)
        worker = Worker(
            enterprise=enterprise,
            author=enterprise.applicant if enterprise else None,
            state=state,
            online=state == "approved" and (demo or chance.random() < 0.86),
            code=hashlib.sha256(f"有邻演示 {place}".encode()).hexdigest()[:16],
            code_open=demo or chance.random() < 0.7,
            phone=str(FIRST_PHONE + place),
            phone_index=identity.phone_index(str(FIRST_PHONE + place)),
            intro=DEMO_INTRO if demo else self._intro(known),
            district=district,
            lat=round(district.lat + chance.uniform(-JITTER, JITTER), 5),
            lng=round(district.lng + chance.uniform(-JITTER, JITTER), 5),
            travel=chance.choice(BY_MEN if person["gender"] == "male" else BY_WOMEN),
            range_km=chance.choice([6, 8, 10, 12, 15, 20]) + (10 if trade == "repair" else 0),
            daily_visits=1 if trade in ("maternity", "elder") else chance.choice([3, 4, 4, 5]),
            rests_on_holidays=chance.random() < 0.5,
            lives_in=chance.random() < known["live_in"],
            created_at=self.city.days_ago(300 - back, minutes=place * 13 % 500),
            changed_at=self.city.days_ago(0 if state in WAITING else 1 + back % 25, minutes=60 + place * 7 % 900),
            **person,
        )
        if firm in ENGLISH or trade == "tutor":
            worker.languages.append("英语")
        skills = [(self.city.service_types[code], years) for code, years in DEMO_SKILLS] if demo else self._skills(known, worker.experience_years)
        return {"worker": worker, "skills": skills, "papers": self._papers(worker, known, skills, demo), **self._calendar(demo)}

    def _person(self, place: int, trade: str, demo: bool) -> dict[str, Any]:
        """Name, number, home, tongue, age: what fits together."""
        chance, share = self.chance, self.data["trades"][trade]["men"]
        male = not demo and bool(self.men) and (chance.random() < share or not self.women)
        name = DEMO_NAME if demo else (self.men if male else self.women).pop(0)
        home, code, tongue = self.data["homes"][0] if demo else chance.choice(self.data["homes"])
        born = date(chance.randint(1966, 2001), chance.randint(1, 12), chance.randint(1, 28))
        digits = f"{code}{born:%Y%m%d}{place % 100:02d}{chance.choice('13579' if male else '02468')}"
        whole = digits + identity.check_character(digits)
        return {
            "name": name,
            "called": _called(name, born, male, trade, self.today),
            "gender": "male" if male else "female",
            "birth_year": born.year,
            "id_number": whole,
            "id_index": identity.person_index(whole),
            "hometown": home,
            "languages": list(dict.fromkeys(["普通话", tongue])),
            "experience_years": 9 if demo else min(chance.randint(1, 18), self.today.year - born.year - 18),
        }

    def _intro(self, known: dict[str, Any]) -> str:
        chance = self.chance
        return "".join([chance.choice(known["say"]), *chance.sample(known["habit"], 2), chance.choice(self.data["closing"])])

    def _skills(self, known: dict[str, Any], years: int) -> list[tuple[ServiceType, int]]:
        number = self.chance.randint(known["least"], min(known["most"], len(known["skills"])))
        rest = self.chance.sample(known["skills"][1:], number - 1)
        return [(self.city.service_types[code], max(0, years - 2 * place)) for place, code in enumerate([known["skills"][0], *rest])]

    def _papers(self, worker: Worker, known: dict[str, Any], skills: list[tuple[ServiceType, int]], demo: bool) -> list[Paper]:
        """What work needs, what the skills need (nearly always), what the trade has (often); some end soon, some have ended."""
        does = {kind.pk for kind, _ in skills}
        found = []
        for kind in self.kinds.values():
            asked = kind.needed_to_work or bool(does & {one.pk for one in kind.service_types.all()})
            has = demo or kind.needed_to_work or self.chance.random() < (0.93 if asked else 0.45)
            if has and (asked or kind.code in known["papers"] or kind.code in ("ethics-training", "accident-insurance")):
                found.append(self._paper(worker, kind, demo))
        return found

    def _paper(self, worker: Worker, kind: PaperKind, demo: bool) -> Paper:
        chance, months = self.chance, kind.months
        left = chance.randint(35, 30 * months - 5) if months else None
        luck = chance.random()
        if months and not demo and luck < 0.05:
            left = chance.choice([3, 6, 9, 14, 21, 28])
        elif months and not demo and luck < 0.058 and worker.state == "approved" and not worker.online:
            left = -chance.randint(2, 20)
        ends = self.today + timedelta(days=left) if left is not None else None
        starts = ends - timedelta(days=30 * months) if ends and months else self.today - timedelta(days=chance.randint(200, 2000))
        checked = clock.midnight(max(starts, self.today - timedelta(days=260))) + timedelta(hours=10, minutes=chance.randint(0, 400))
        waits = worker.state == "pending" and kind.code in ("health-certificate", "background-check")
        return Paper(
            worker=worker,
            kind=kind,
            state="pending" if waits else "verified",
            level=chance.choice(["五级", "四级", "四级", "三级"]) if kind.group == "skill" else "",
            issuer=self.data["issuers"][kind.group],
            number=f"{kind.code[:2].upper()}{chance.randint(10**9, 10**10 - 1)}" if kind.group in ("skill", "insurance", "health") else "",
            starts_on=starts,
            ends_on=ends,
            finding="" if waits else ("回函无记录。" if kind.group == "background" else "原件看过。"),
            author=worker.author,
            reviewer=None if waits else self.city.of_role(Role.LEADER),
            reviewed_at=None if waits else min(checked, self.city.now),
            created_at=worker.changed_at if waits else min(checked, self.city.now) - timedelta(hours=20),
        )

    def _calendar(self, demo: bool) -> dict[str, Any]:
        chance = self.chance
        days, stretches = self.data["weeks"][0] if demo else chance.choice(self.data["weeks"])
        hours = [(day, start, end) for day in days for start, end in stretches]
        off: list[tuple[datetime, datetime, bool, str]] = []
        if demo or chance.random() < 0.3:
            first = self.today + timedelta(days=9 if demo else chance.randint(2, 40))
            off.append((clock.midnight(first), clock.midnight(first + timedelta(days=chance.randint(1, 4))), False, chance.choice(self.data["reasons"])))
        if demo or chance.random() < 0.15:
            day = clock.midnight(self.today + timedelta(days=chance.randint(3, 20)))
            off.append((day + timedelta(hours=18, minutes=30), day + timedelta(hours=21), True, "晚上加一家"))
        return {"hours": hours, "exceptions": off}


def _state(place: int) -> str:
    which, rest = divmod(place - FIRST_TROUBLE, EVERY)
    return STATES[which] if place >= FIRST_TROUBLE and rest == 0 and which < len(STATES) else "approved"


def _called(name: str, born: date, male: bool, trade: str, today: date) -> str:
    """How families call somebody, by trade and age."""
    if trade == "tutor":
        return f"{name[0]}老师"
    if male:
        return f"{name[0]}师傅"
    return f"{name[0]}姐" if today.year - born.year < 42 else f"{name[0]}阿姨"


def _write(city: City, made: list[dict[str, Any]]) -> None:
    """A few statements for all."""
    workers = Worker.objects.bulk_create([one["worker"] for one in made])
    Skill.objects.bulk_create([Skill(worker=one["worker"], service_type=kind, years=years) for one in made for kind, years in one["skills"]])
    Paper.objects.bulk_create([paper for one in made for paper in one["papers"]], batch_size=1000)
    WeeklyHours.objects.bulk_create(
        [WeeklyHours(worker=one["worker"], weekday=day, starts_minute=start, ends_minute=end) for one in made for day, start, end in one["hours"]]
    )
    CalendarException.objects.bulk_create(
        [CalendarException(worker=one["worker"], period=(start, end), free=free, reason=why) for one in made for start, end, free, why in one["exceptions"]]
    )
    _history(city, workers)
    with transaction.atomic():
        publish_many(WORKER_CHANGED, [(f"worker:{row.pk}", {"worker_id": row.pk}) for row in workers if row.state == "approved"])


def _history(city: City, workers: list[Worker]) -> None:
    kind, leader = ContentType.objects.get_for_model(Worker), city.of_role(Role.LEADER)
    rows = []
    for worker in workers:
        for place, (start, event, end, note) in enumerate(STEPS[worker.state]):
            own = event in ("submit", "appeal", "leave")
            by = worker.author if own else leader
            since = len(STEPS[worker.state]) - 1 - place
            at = worker.created_at + timedelta(days=2 * place + 1) if worker.state == "approved" else worker.changed_at - timedelta(days=3 * since)
            rows.append(
                StateHistory(
                    machine="worker",
                    content_type=kind,
                    object_id=str(worker.pk),
                    from_state=start,
                    event=event,
                    to_state=end,
                    note=note,
                    actor_id=by.pk if by else None,
                    actor_name=str(by or worker.called),
                    at=min(at, city.now),
                )
            )
    StateHistory.objects.bulk_create(rows)


def _live(city: City, workers: list[Worker]) -> None:
    """The demo's worker takes over his file; who works for himself has an account; a few papers wait with their evidence."""
    person = city.of_role(Role.WORKER)
    for worker in workers:
        user: User | None = None
        if worker.name == person.display_name and worker.enterprise is not None:
            user = person
        elif worker.enterprise is None:
            user = member(city, worker.phone, worker.called)
        if user is None:
            continue
        Worker.objects.filter(pk=worker.pk).update(user=user, author=user, phone=user.phone, phone_index=identity.phone_index(user.phone or ""))
        worker.user = user
        if worker.state == "approved":
            give_role(worker, actor=city.acting_as(), now=city.now)
    waiting = [worker for worker in workers if worker.state == "pending"]
    health = PaperKind.objects.get(code="health-certificate")
    for worker in waiting[:3]:
        paper = SimpleUploadedFile("健康证.png", drawn_paper(worker.code[:10].upper()))
        ends = timezone.localdate(city.now) + timedelta(days=330)
        owner = worker.enterprise.applicant if worker.enterprise else worker.user
        add_paper(worker, kind=health, files=[paper], issuer="区疾控中心", ends_on=ends, actor=city.acting_as(owner), now=city.now)
