"""Optional intelligent functions behind one interface (SRC-09). All of them are off until staff switch them on, and everything works without.

A slice registers a function with what it reads and what of it leaves this machine; its switch is a parameter, so who switched what
when and why stands in the parameters' history and in the audit. Whoever uses one asks `ask` and gets None while it is off, which it
treats like a provider that has nothing to say, and so it is with one that raises `Unavailable`. Another provider takes the place of the
shipped one by `register` with the same code, and the screen then says what of it leaves.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import Unavailable
from core.parameters.declared import Parameter, redeclare
from core.parameters.kinds import Switch

logger = logging.getLogger("core.intelligence")
GROUP = "智能功能"
NOTHING = "什么也不出本机"


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its code, what it is for, what it reads, what leaves this machine, and who answers."""

    code: str
    label: str
    reads: str
    leaves: str
    provider: Callable[..., Any]
    parameter: Parameter

    def on(self, now: datetime) -> bool:
        """Whether staff have switched it on. One query."""
        return bool(self.parameter.at(now))


_FUNCTIONS: dict[str, Function] = {}


def register(code: str, *, label: str, reads: str, provider: Callable[..., Any], leaves: str = NOTHING) -> Function:
    """Add a function with its switch, which is off; the same code again takes another provider."""
    note = f"默认关。读的是：{reads}。{leaves}。关着时一切照常。"
    found = Function(code, label, reads, leaves, provider, redeclare(Parameter(f"intelligence.{code}", GROUP, label, Switch(), False, note)))
    _FUNCTIONS[code] = found
    return found


def functions() -> list[Function]:
    """All of them, by code."""
    return [_FUNCTIONS[code] for code in sorted(_FUNCTIONS)]


def is_on(code: str, *, now: datetime) -> bool:
    """Whether a function is there and switched on. One query."""
    found = _FUNCTIONS.get(code)
    return found is not None and found.on(now)


def ask(code: str, /, *, now: datetime, **given: Any) -> Any:
    """What the provider says; None while the function is off or its provider is away. One query besides its own."""
    return answer(code, now=now, **given) if is_on(code, now=now) else None


def answer(code: str, /, **given: Any) -> Any:
    """The same for those who have asked before whether it is on."""
    try:
        return _FUNCTIONS[code].provider(**given)
    except Unavailable as error:
        logger.warning("%s goes on without its provider: %s", code, error)
        return None
