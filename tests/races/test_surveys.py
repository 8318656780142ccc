"""One link answered by many at once is one reply, and the twin without the lock."""

from unittest.mock import patch

import pytest
from django.db.models import QuerySet
from django.test import Client

from dispatch.surveys.models import Invitation, Question, Reply
from dispatch.surveys.services import path_of
from tests.dispatch.surveys.factories import invite
from tests.races.harness import Outcomes, must_show, race
from tests.races.test_bookings import as_owner

SLOWLY = """
CREATE FUNCTION reply_slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END $$;
CREATE TRIGGER reply_slowly BEFORE INSERT ON surveys_reply FOR EACH ROW EXECUTE FUNCTION reply_slowly();
"""


def answer_it(number: int) -> int:
    """Somebody sends the form of the one link."""
    question = Question.objects.get(kind="score")
    return Client().post(path_of(Invitation.objects.get()), {f"q{question.pk}": "4"}).status_code


def answer_unlocked(number: int) -> int:
    """The same, where nothing waits for anybody."""
    with patch.object(QuerySet, "select_for_update", lambda rows, **options: rows):
        return answer_it(number)


@pytest.mark.usefixtures("fresh_db")
def test_one_link_answered_by_many_at_once_is_one_reply() -> None:
    invite()
    outcomes = race(answer_it, contenders=6)
    assert not outcomes.failed and sorted(outcome.value for outcome in outcomes.all) == [200, *[409] * 5]
    assert Reply.objects.count() == 1


def test_twin_without_the_lock_keeps_more_than_one(fresh_db: str) -> None:
    as_owner(fresh_db, SLOWLY)
    invite()

    def again() -> Outcomes:
        Invitation.objects.update(answered=False)
        return race(answer_unlocked, contenders=6)

    shown = must_show(again, lambda outcomes: kept(outcomes) > 1, tries=5)
    assert kept(shown) > 1


def kept(outcomes: Outcomes) -> int:
    """How many of one race were told that their reply is kept."""
    return sum(outcome.value == 200 for outcome in outcomes.all)
