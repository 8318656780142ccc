"""Which value of a parameter holds at a moment."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from core import content
from core.parameters.models import STANDING, ParameterValue

SCOPE = "parameters"
# For a statement that asks for much at once: the values of the codes `parameters` that hold `now`, as an object; what nobody has set is left out.
HELD = """
(SELECT coalesce(json_object_agg(v.code, v.value), '{}') FROM (SELECT DISTINCT ON (v.code) v.code, v.value FROM parameters_parametervalue AS v
 WHERE v.code = ANY (%(parameters)s) AND v.withdrawn_at IS NULL AND v.effective_from <= %(now)s ORDER BY v.code, v.effective_from DESC) AS v)
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A value and the moment from which it holds."""

    since: datetime
    value: Any


_kept: dict[str, tuple[str, dict[str, tuple[Step, ...]]]] = {}


def steps() -> dict[str, tuple[Step, ...]]:
    """All values that stand, by code, the earliest first. One query when nothing has changed, two after a change."""
    version = content.version(SCOPE)
    kept = _kept.get(SCOPE)
    if kept is None or kept[0] != version:
        rows = ParameterValue.objects.filter(STANDING).order_by("code", "effective_from").values_list("code", "effective_from", "value")
        kept = _kept[SCOPE] = (version, {code: tuple(Step(at, value) for _, at, value in found) for code, found in groupby(rows, key=lambda row: row[0])})
    return kept[1]


def value_of(code: str, at: datetime, *, default: Any) -> Any:
    """The value that holds at a moment: the latest that has begun, else the default. One query."""
    return held(steps().get(code, ()), at, default)


def held(known: tuple[Step, ...], at: datetime, default: Any) -> Any:
    """The last of these steps that has begun."""
    return next((step.value for step in reversed(known) if step.since <= at), default)


def history(code: str) -> QuerySet[ParameterValue]:
    """Every value that was ever set, withdrawn ones too, the latest first. One query."""
    return ParameterValue.objects.filter(code=code).select_related("set_by", "withdrawn_by").order_by("-effective_from", "-pk")
