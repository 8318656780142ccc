"""The parameters that there are. A slice declares each once, in its `parameters.py`, beside the code that reads it:

    LIFETIME_DAYS = declare(Parameter("listings.lifetime_days", "供求信息", "公开多少天", Whole(1, 365, "天"), 60))
    … expires_at = now + timedelta(days=LIFETIME_DAYS.at(now))

The default is what holds while staff have set nothing; changing it in the code changes no value that staff have set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.parameters.kinds import Kind
from core.parameters.queries import value_of


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its code, in which group it stands, its label, what kind of value, the default, what staff should know of it.

    `right`: the verb and the resource that setting it takes, where another than that of all parameters.
    """

    code: str
    group: str
    label: str
    kind: Kind
    default: Any
    note: str = ""
    right: tuple[str, str] = ("update", "parameter")

    def at(self, moment: datetime) -> Any:
        """The value that holds at a moment. One query."""
        return value_of(self.code, moment, default=self.default)

    def among(self, held: Mapping[str, Any]) -> Any:
        """Its value among those that were read with `queries.HELD`."""
        return held.get(self.code, self.default)


_DECLARED: dict[str, Parameter] = {}


def declare(parameter: Parameter) -> Parameter:
    """Add a parameter. Raises ValueError for a code that is taken or a default that its kind would refuse."""
    known = _DECLARED.get(parameter.code)
    if known is not None and known != parameter:
        raise ValueError(f"two parameters are called {parameter.code}")
    if problem := parameter.kind.problem(parameter.default):
        raise ValueError(f"{parameter.code}: {problem}")
    _DECLARED[parameter.code] = parameter
    return parameter


def redeclare(parameter: Parameter) -> Parameter:
    """The same for one that may be declared before, in other words: the later words count. What staff have set stays. Raises ValueError."""
    _DECLARED.pop(parameter.code, None)
    return declare(parameter)


def declared() -> list[Parameter]:
    """All of them, by group and in the order in which they were declared."""
    groups = list(dict.fromkeys(parameter.group for parameter in _DECLARED.values()))
    return sorted(_DECLARED.values(), key=lambda parameter: groups.index(parameter.group))


def parameter(code: str) -> Parameter | None:
    """The parameter of a code."""
    return _DECLARED.get(code)
