"""Home assessments: asked for by the family, planned by the provider, answered on site (BKG-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from core.access import Actor, require, system_actor
from core.contacts import checked_words
from core.errors import IllegalTransition, Invalid, NotFound
from core.media.services import receive_photos
from core.money import Money
from core.outbox import publish
from core.retries import retried
from core.states import move
from core.texts import whole
from marketplace.bookings.availability import Job, Place, Reason, Rule
from marketplace.bookings.availability import read as read_calendars
from marketplace.bookings.availability import refusals as refusals_at
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.services.occupying import Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.engagements.errors import FeeDiffers, NotFree, OneAtATime
from marketplace.engagements.events import ASSESSMENT_ASKED, ASSESSMENT_ENDED, ASSESSMENT_PLANNED
from marketplace.engagements.models import Engagement, HomeAssessment
from marketplace.engagements.queries.rules import form_of
from marketplace.engagements.services.days import firm, free
from marketplace.engagements.services.keeping import changed, locked, owe, require_in_time, stay_of
from marketplace.engagements.services.photos import MOST_PHOTOS
from marketplace.engagements.states import AssessmentState, EngagementState
from marketplace.workers.minutes import day_of, to_minute
from marketplace.workers.models import Worker
from marketplace.workers.models.people import MOST_VISITS

LATEST = timedelta(days=30)
AFTER = timedelta(minutes=15)
# What an assessor has to be, of everything that is asked of whoever does the work: he looks, he does not do it.
ASKED_OF_HIM = {Reason.STATE, Reason.HOURS, Reason.FREE, Reason.TRAVEL}
# After the visit the family has at least so long for the price.
TO_THINK = timedelta(hours=24)


def ask_assessment(engagement: Engagement, *, wanted_at: datetime, fee_fen: int, actor: Actor, now: datetime) -> HomeAssessment:
    """The family wants somebody to come and see; `fee_fen` is the fee that it saw and accepts. Locks the engagement.

    Raises NotFound, Forbidden, Invalid, FeeDiffers, TimeIsOver, OneAtATime, IllegalTransition.
    """
    require(actor, "create", HomeAssessment(engagement=engagement))
    _check_moment(wanted_at, now, "wanted_at")
    with transaction.atomic():
        row = locked(engagement)
        asked_of_one = row.state == EngagementState.ASKED and (row.enterprise_id or row.provider_id)
        if not asked_of_one and row.state != EngagementState.QUOTED:
            raise IllegalTransition(state=row.state, event="ask_assessment")
        require_in_time(row, now)
        fee = row.terms["assessment_fen"]
        if fee != fee_fen:
            raise FeeDiffers(fee_yuan=Money(fee).yuan)
        category = row.service_type.category
        form = form_of(category.pk, category.parent_id)
        values = {
            "fee_fen": fee,
            "wanted_at": wanted_at,
            "minutes": row.terms["assessment_minutes"],
            "questions": form.questions if form else [],
            "created_at": now,
        }
        try:
            with transaction.atomic():
                made = HomeAssessment.objects.create(engagement=row, **values)
        except IntegrityError as error:
            raise OneAtATime from error
        changed(row, now=now, assessed_fen=row.assessed_fen + fee)
        publish(ASSESSMENT_ASKED, key=f"assessment:{made.pk}", assessment_id=made.pk)
        return made


def _check_moment(moment: datetime, now: datetime, name: str) -> None:
    if moment.tzinfo is None or not now < moment <= now + LATEST or moment.second or moment.microsecond:
        raise Invalid(fields={name: [f"选以后 {LATEST.days} 天以内的一个时间。"]})


def _held(assessment: HomeAssessment) -> tuple[Engagement, HomeAssessment]:
    """The engagement and the assessment, both locked, in this order everywhere."""
    row = locked(assessment.engagement)
    found = HomeAssessment.objects.select_for_update(of=("self",)).select_related("assessor").get(pk=assessment.pk)
    found.engagement = row
    return row, found


@retried
def plan_assessment(assessment: HomeAssessment, *, worker_id: int, starts_at: datetime, actor: Actor, now: datetime) -> HomeAssessment:
    """The provider sends one of his people at a time at which he is free and can be there; again: another time. Locks the engagement and him.

    Raises NotFound, Forbidden, Invalid, NotFree, Busy, IllegalTransition.
    """
    require(actor, "accept", assessment)
    _check_moment(starts_at, now, "starts_at")
    with transaction.atomic():
        row, found = _held(assessment)
        assessor = Worker.objects.public().filter(pk=worker_id).first()
        if assessor is None or (assessor.enterprise_id != row.enterprise_id if row.enterprise_id else assessor.pk != row.provider_id):
            raise NotFound
        found.assignment_id = _take(row, found, assessor, starts_at, now)
        found.assessor, found.starts_at = assessor, starts_at
        found.save(update_fields=["assessor", "starts_at", "assignment"])
        move(found, "plan", actor=actor, now=now)
        _give_time(row, starts_at + timedelta(minutes=found.minutes) + TO_THINK, now)
        publish(ASSESSMENT_PLANNED, key=f"assessment:{found.pk}", assessment_id=found.pk)
        return found


def _take(row: Engagement, found: HomeAssessment, assessor: Worker, starts_at: datetime, now: datetime) -> int:
    """His time, with a little after it. Raises NotFree with the reasons."""
    old = [found.assignment_id] if found.assignment_id else []
    rule = replace(Rule(), minutes=found.minutes, before_minutes=0, after_minutes=15, notice_minutes=0, interval_minutes=1)
    place = Place(row.lat, row.lng)
    day = day_of(to_minute(starts_at))
    [calendar] = read_calendars([assessor.pk], service_type_id=row.service_type_id, first=day, last=day, now=now, instead_of=old)
    reasons = ASKED_OF_HIM & set(refusals_at(calendar, Job(row.service_type_id, rule, found.minutes, place), starts_at, now=now))
    if reasons:
        raise NotFree(reasons=sorted(reason.value for reason in reasons))
    period = (starts_at, starts_at + timedelta(minutes=found.minutes) + AFTER)
    seen = replace(Taking.seen(calendar, period), cap=MOST_VISITS)
    try:
        [number] = occupy(
            visit_id=None, takings=[seen], period=period, day=day, status=AssignmentStatus.FIXED, until=None, place=place, now=now, instead_of=old
        )
    except SlotTaken as error:
        raise NotFree(reasons=["free"]) from error
    return number


def _give_time(row: Engagement, until: datetime, now: datetime) -> None:
    """Nothing runs out before the home has been seen."""
    if row.until is None or row.until >= until:
        return
    changed(row, now=now, until=until)
    if row.state == EngagementState.QUOTED and (stay := stay_of(row)) is not None:
        firm(stay, to=AssignmentStatus.RESERVED, until=until, now=now)


def complete_assessment(
    assessment: HomeAssessment, *, answers: Mapping[str, Any], outcome: str, actor: Actor, now: datetime, files: Sequence[UploadedFile] = ()
) -> HomeAssessment:
    """What was seen: every needed question answered, a conclusion, photos. The fee becomes due. Locks the engagement.

    Raises NotFound, Forbidden, Invalid (also FileRefusedError), IllegalTransition.
    """
    require(actor, "finish", assessment)
    said, words = checked_answers(assessment.questions, answers), checked_words(outcome, name="outcome", most=500, least=1)
    with transaction.atomic():
        row, found = _held(assessment)
        move(found, "complete", actor=actor, now=now)
        found.state = AssessmentState.DONE
        found.photos = receive_photos(files, most=MOST_PHOTOS, purpose="engagement.assessment", actor=actor, now=now)
        found.answers, found.outcome, found.done_at = said, words, now
        found.save(update_fields=["answers", "outcome", "photos", "done_at"])
        owe(row, "assessment", payer="customer", payee="provider", fen=found.fee_fen, reason="上门评估", now=now)
        publish(ASSESSMENT_ENDED, key=f"assessment:{found.pk}", assessment_id=found.pk)
        return found


def checked_answers(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers by the code of the question, as text. Raises Invalid naming the questions (`answer_<code>`)."""
    said, problems = {}, {}
    for one in questions:
        code, text = one["code"], str(answers.get(one["code"], "") or "").strip()
        allowed = {"yes": {"有", "没有"}, "choice": set(one.get("choices", ()))}.get(one["kind"])
        if not text:
            if one.get("needed"):
                problems[f"answer_{code}"] = ["这一项要填。"]
        elif allowed is not None and text not in allowed:
            problems[f"answer_{code}"] = ["选一个。"]
        elif one["kind"] == "number" and whole(text, digits=5) is None:
            problems[f"answer_{code}"] = ["填数字。"]
        else:
            said[code] = checked_words(text, name=f"answer_{code}", most=200)
    if problems:
        raise Invalid(fields=problems)
    return said


def cancel_assessment(assessment: HomeAssessment, *, actor: Actor, now: datetime) -> HomeAssessment:
    """The family does not want it any more; nothing is owed. Locks the engagement. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "cancel", assessment)
    with transaction.atomic():
        row, found = _held(assessment)
        return _over(row, found, "cancel", actor=actor, now=now)


def refuse_assessment(assessment: HomeAssessment, *, actor: Actor, now: datetime, note: str) -> HomeAssessment:
    """The provider cannot send anybody. Locks the engagement. Raises NotFound, Forbidden, Invalid, IllegalTransition."""
    require(actor, "accept", assessment)
    checked_words(note, name="note", most=500)
    with transaction.atomic():
        row, found = _held(assessment)
        return _over(row, found, "refuse", actor=actor, now=now, note=note)


def drop_open(row: Engagement, *, now: datetime) -> None:
    """The engagement is over, or somebody else's: no visit. Under its lock."""
    for found in HomeAssessment.objects.select_for_update().filter(engagement=row, state__in=[AssessmentState.ASKED, AssessmentState.PLANNED]):
        _over(row, found, "drop", actor=system_actor("job", "评估"), now=now)


def _over(row: Engagement, found: HomeAssessment, event: str, *, actor: Actor, now: datetime, note: str = "") -> HomeAssessment:
    move(found, event, actor=actor, now=now, note=note)
    changed(row, now=now, assessed_fen=max(0, row.assessed_fen - found.fee_fen))
    free(found.assignment_id, now=now)
    publish(ASSESSMENT_ENDED, key=f"assessment:{found.pk}", assessment_id=found.pk)
    return found
