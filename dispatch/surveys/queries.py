"""What the answers say, by service and district; groups so small that somebody could be recognised are withheld."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Q

from core.models import District
from dispatch.surveys.models import Answer, Invitation, Question, Reply, Survey
from marketplace.catalog.models import ServiceType

_ANSWERED = Q(answered=True)


@dataclass(frozen=True, slots=True)
class Result:
    """What was answered to a question: how often, the mean, how often each choice, the words."""

    question: Question
    count: int = 0
    mean: float | None = None
    choices: list[tuple[str, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """A service or a district: how many replies, the mean of each question of stars; withheld: too few."""

    name: str
    count: int
    withheld: bool
    means: list[float | None] = field(default_factory=list)


def withheld(counts: Mapping[Hashable, int], least: int) -> set[Hashable]:
    """The groups that are not shown: too small ones, and one more where what is left over would give a single small one away."""
    small = {key for key, count in counts.items() if count < least}
    hidden = sum(counts[key] for key in small)
    if small and hidden < least and (others := [key for key in counts if key not in small]):
        small.add(min(others, key=lambda key: (counts[key], str(key))))
    return small


def survey(number: int) -> Survey | None:
    """One. One query."""
    return Survey.objects.filter(pk=number).prefetch_related("service_types").first()


def listed() -> list[dict[str, Any]]:
    """All surveys, the newest first, with how many were sent and answered. Two queries."""
    sent = Invitation.objects.filter(sent_at__isnull=False).order_by().values_list("survey")
    counts = {survey: (sent, answered) for survey, sent, answered in sent.annotate(Count("pk"), answered=Count("pk", filter=_ANSWERED))}
    rows = Survey.objects.order_by("-pk")
    return [{"row": row, "sent": counts.get(row.pk, (0, 0))[0], "answered": counts.get(row.pk, (0, 0))[1]} for row in rows]


def results(row: Survey, *, least: int) -> dict[str, Any]:
    """The whole, by service and by district. Eight queries, however many replies."""
    replies = Reply.objects.filter(survey=row)
    total = replies.count()
    questions = list(row.questions.order_by("position"))
    enough = total >= least
    return {
        "total": total,
        "enough": enough,
        "least": least,
        "questions": [_result(one) for one in questions] if enough else [],
        "scored": [one for one in questions if one.kind == "score"],
        "by_service": _groups(row, "service_type", dict(ServiceType.objects.values_list("pk", "name")), questions, least),
        "by_district": _groups(row, "district", dict(District.objects.values_list("pk", "name")), questions, least),
    }


def _result(question: Question) -> Result:
    rows = Answer.objects.filter(question=question)
    if question.kind == "score":
        found = rows.aggregate(count=Count("pk"), mean=Avg("score"))
        return Result(question, found["count"], None if found["mean"] is None else round(float(found["mean"]), 1))
    if question.kind == "choice":
        counts = dict(rows.order_by().values_list("text").annotate(Count("pk")))
        return Result(question, sum(counts.values()), choices=[(text, counts.get(text, 0)) for text in question.choices])
    # In no order that says when: by the words themselves.
    texts = list(rows.order_by("text").values_list("text", flat=True)[:200])
    return Result(question, len(texts), texts=texts)


def _groups(row: Survey, name: str, names: Mapping[int, str], questions: Iterable[Question], least: int) -> list[Group]:
    counts = dict(Reply.objects.filter(survey=row).order_by().values_list(name).annotate(Count("pk")))
    hidden = withheld(counts, least)
    scored = [one.pk for one in questions if one.kind == "score"]
    means = {
        (group, question): round(float(mean), 1)
        for group, question, mean in Answer.objects.filter(reply__survey=row, question__in=scored)
        .order_by()
        .values_list(f"reply__{name}", "question")
        .annotate(mean=Avg("score"))
    }
    found = []
    for group, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        shown = [] if group in hidden else [means.get((group, question)) for question in scored]
        found.append(Group(names.get(group, ""), 0 if group in hidden else count, group in hidden, shown))
    return found
