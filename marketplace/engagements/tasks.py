"""Scheduled jobs of engagements."""

from collections.abc import Callable
from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.engagements import services

BATCH = 200


@scheduled("engagements.end", every=timedelta(minutes=1))
def end_engagements() -> int:
    """Write down what the clock has ended; everybody has seen it so since that very second."""
    verbs: tuple[Callable[..., int], ...] = (services.end_waiting, services.end_extensions, services.end_searches)
    return sum(verb(actor=system_actor("job", "到期"), now=clock.now(), limit=BATCH) for verb in verbs)


@scheduled("engagements.turn", every=timedelta(minutes=10))
def turn_engagements() -> int:
    """Periods that are over become due, trials pass, terms end."""
    done = 0
    while turned := services.turn_days(actor=system_actor("job", "到期"), now=clock.now(), limit=BATCH):
        done += turned
        if turned < BATCH:
            break
    return done


@scheduled("engagements.watch", every=timedelta(hours=6))
def watch_papers() -> int:
    """Look for who is expected somewhere with a paper that ends (X-BK-15)."""
    now = clock.now()
    return sum(services.watch_worker(number, now=now) for number in services.with_papers_ending(now))
