"""Making a survey, asking some of those whose order is done, taking answers without a name (RAT-07)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.access import Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid, NotFound
from core.money import WHOLE
from core.texts import CONTROL, whole
from dispatch.surveys.errors import AlreadyAnswered, SurveyIsOver
from dispatch.surveys.models import HIGHEST, LONGEST_CHOICE, LONGEST_QUESTION, LONGEST_TEXT, LOWEST, MOST_CHOICES, Answer, Invitation, Question, Reply, Survey
from dispatch.surveys.parameters import GAP_DAYS, OPEN_DAYS
from marketplace.bookings.models import Booking
from marketplace.bookings.queries.guests import number_of
from marketplace.bookings.states import BookingState
from marketplace.catalog.models import ServiceType
from notifications.services import notify, send_sms

SALT, MOST_QUESTIONS, BATCH = "surveys.invitation", 12, 200
SIGNER = signing.Signer(salt=SALT)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as staff write it."""

    kind: str
    text: str
    choices: tuple[str, ...] = ()


def make_survey(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    questions: Sequence[Asked],
    intro: str = "",
    sample_share: int = WHOLE,
    wait_days: int = 3,
    service_types: Iterable[ServiceType] = (),
) -> Survey:
    """A survey with its questions, which are never changed: another question is another survey. Raises Forbidden, Invalid."""
    require(actor, "create", Survey)
    problems: dict[str, list[str]] = {}
    if not 2 <= len(title.strip()) <= 40:
        problems["title"] = ["2 到 40 个字。"]
    if not 0 < sample_share <= WHOLE:
        problems["sample_share"] = ["0.01 到 100%。"]
    if not 0 <= wait_days <= 90:
        problems["wait_days"] = ["0 到 90 天。"]
    if problem := _problem(questions):
        problems["questions"] = [problem]
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        row = Survey.objects.create(title=title.strip(), intro=intro.strip()[:200], sample_share=sample_share, wait_days=wait_days, created_at=now)
        row.service_types.set(service_types)
        made = [Question(survey=row, position=place, kind=one.kind, text=one.text, choices=list(one.choices)) for place, one in enumerate(questions, start=1)]
        Question.objects.bulk_create(made)
        record(actor, function="survey.make", obj=row, detail={"questions": len(made), "sample_share": sample_share}, now=now)
    return row


def _problem(questions: Sequence[Asked]) -> str:
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        return f"问 1 到 {MOST_QUESTIONS} 个。"
    for place, one in enumerate(questions, start=1):
        if one.kind not in dict(Question.KINDS) or not 2 <= len(one.text) <= LONGEST_QUESTION:
            return f"第 {place} 行读不懂：写成「打分 | 问什么」「选一个 | 问什么 | 甲 | 乙」或「写几句 | 问什么」。"
        if (one.kind == "choice") != bool(one.choices):
            return f"第 {place} 行：只有「选一个」要写选项。"
        if one.choices and (
            not 2 <= len(set(one.choices)) == len(one.choices) <= MOST_CHOICES or any(not 0 < len(text) <= LONGEST_CHOICE for text in one.choices)
        ):
            return f"第 {place} 行：选项 2 到 {MOST_CHOICES} 个，不重复，每个最多 {LONGEST_CHOICE} 个字。"
    return ""


def switch(survey: Survey, *, active: bool, actor: Actor, now: datetime) -> Survey:
    """Send it to newly finished orders, or no longer; links that were sent stay open. Raises Forbidden."""
    require(actor, "update", survey)
    with transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(active=active)
        record(actor, function="survey.switch", obj=survey, detail={"active": active}, now=now)
    survey.active = active
    return survey


def is_sampled(survey: Survey, booking_id: int) -> bool:
    """Whether an order falls into the sample: always the same answer for the same two."""
    drawn = int.from_bytes(hashlib.sha256(f"{survey.pk}:{booking_id}".encode()).digest()[:4], "big") % WHOLE
    return drawn < survey.sample_share


def plan(booking: Booking, *, now: datetime) -> list[Invitation]:
    """Note which surveys are sent about a finished order. Three queries at most."""
    if booking.state != BookingState.CONFIRMED:
        return []
    ended = booking.ended_at or now
    rows = Survey.objects.filter(active=True).prefetch_related("service_types").order_by("pk")
    fitting = [row for row in rows if booking.service_type_id in {kind.pk for kind in row.service_types.all()} or not row.service_types.all()]
    made = [Invitation(survey=row, booking=booking, due_at=ended + timedelta(days=row.wait_days)) for row in fitting if is_sampled(row, booking.pk)]
    return Invitation.objects.bulk_create(made, ignore_conflicts=True)


def path_of(invitation: Invitation) -> str:
    """The signed address; whoever has it may answer, once."""
    return reverse("surveys:answer", args=[SIGNER.sign(str(invitation.pk)).replace(":", "-")])


def send_due(*, actor: Actor, now: datetime) -> int:
    """Send what is due; whoever was asked not long ago is left alone. Returns how many went out."""
    due = Invitation.objects.filter(sent_at=None, dropped=False, due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH]
    return sum(_send(number, actor=actor, now=now) for number in due)


def _send(number: int, *, actor: Actor, now: datetime) -> int:
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",), skip_locked=True).select_related("booking__customer", "survey")
        row = rows.filter(pk=number, sent_at=None, dropped=False).first()
        if row is None:
            return 0
        person = row.booking.customer
        lately = Invitation.objects.filter(booking__customer=person, sent_at__gt=now - timedelta(days=GAP_DAYS.at(now)))
        if not row.survey.active or lately.exists():
            Invitation.objects.filter(pk=row.pk).update(dropped=True)
            return 0
        Invitation.objects.filter(pk=row.pk).update(sent_at=now, until=now + timedelta(days=OPEN_DAYS.at(now)))
        path = path_of(row)
        notify(user_ids=[person.pk], title=f"{row.booking.title}做得怎样"[:120], body="点开答几个问题，不记名。", url=path, now=now)
        if phone := number_of(person):
            params = {"title": row.booking.title, "url": f"{settings.SITE_URL.rstrip('/')}{path}"}
            send_sms(phone=phone, template="survey", params=params, actor=actor, now=now)
        return 1


def invitation_of(token: str) -> Invitation:
    """The invitation of a signed address. Raises NotFound for anything that we did not sign, and for what was not sent. One query."""
    try:
        number = whole(SIGNER.unsign(token.replace("-", ":", 1)))
    except signing.BadSignature as error:
        raise NotFound from error
    row = Invitation.objects.filter(pk=number or 0, sent_at__isnull=False).select_related("survey", "booking__service_type").first()
    if row is None:
        raise NotFound
    return row


def answer(invitation: Invitation, said: Mapping[int, Any], *, now: datetime) -> Reply:
    """Keep the answers, by question; what is left out was not answered. Nothing of it leads back to the order. Locks the invitation.

    Raises AlreadyAnswered, SurveyIsOver, Invalid.
    """
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).select_related("booking").get(pk=invitation.pk)
        if row.answered:
            raise AlreadyAnswered
        if not row.is_open(now):
            raise SurveyIsOver
        questions = list(Question.objects.filter(survey_id=row.survey_id).order_by("position"))
        answers = _checked(questions, said)
        booking = row.booking
        reply = Reply.objects.create(
            survey_id=row.survey_id, service_type_id=booking.service_type_id, district_id=booking.district_id, on=timezone.localdate(now)
        )
        for one in answers:
            one.reply = reply
        Answer.objects.bulk_create(answers)
        Invitation.objects.filter(pk=row.pk).update(answered=True)
    return reply


def _checked(questions: Sequence[Question], said: Mapping[int, Any]) -> list[Answer]:
    """The answers that were given. Raises Invalid naming each wrong one, and for none at all."""
    found, problems = [], {}
    for one in questions:
        given = str(said.get(one.pk) or "").strip()
        if not given:
            continue
        score = whole(given, digits=1) if one.kind == "score" else None
        if one.kind == "score" and (score is None or not LOWEST <= score <= HIGHEST):
            problems[f"q{one.pk}"] = [f"选 {LOWEST} 到 {HIGHEST} 分。"]
        elif one.kind == "choice" and given not in one.choices:
            problems[f"q{one.pk}"] = ["选一个。"]
        elif len(given) > LONGEST_TEXT or CONTROL.search(given):
            problems[f"q{one.pk}"] = [f"最多 {LONGEST_TEXT} 个字。"]
        elif one.kind == "text" and has_contact(given):
            problems[f"q{one.pk}"] = [NO_CONTACTS]
        found.append(Answer(question=one, score=score, text="" if one.kind == "score" else given))
    if problems:
        raise Invalid(fields=problems)
    if not found:
        raise Invalid("至少答一个。")
    return found


def why_closed(invitation: Invitation) -> str:
    """What is said of a link that cannot be answered any more."""
    return AlreadyAnswered.message if invitation.answered else SurveyIsOver.message
