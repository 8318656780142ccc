"""Values of parameters for tests."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from core import clock
from core.content import bump
from core.parameters.declared import Parameter
from core.parameters.models import ParameterValue
from core.parameters.queries import SCOPE

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_seconds = itertools.count(1)


def set_parameter(parameter: Parameter, value: Any) -> ParameterValue:
    """A value that has held for long, whatever the clock of the test says."""
    at = LONG_AGO + timedelta(seconds=next(_seconds))
    row = ParameterValue.objects.create(code=parameter.code, value=value, effective_from=at, set_at=at, reason="测试")
    bump(SCOPE)
    return row


def planned_value() -> ParameterValue:
    """A lifetime of listings that begins in a week."""
    now = clock.now()
    row = ParameterValue.objects.create(code="listings.lifetime_days", value=45, effective_from=now + timedelta(days=7), set_at=now, reason="先试试")
    bump(SCOPE)
    return row
