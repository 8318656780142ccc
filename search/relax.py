"""What is let go when the whole finds nothing, in this order; the answer says so.

1. what the text was taken to say besides the thing (district, price, which side); a chosen filter stays;
2. loose words beside words of the trade become welcome instead of required;
3. of several words of the trade one is enough.
"""

from collections.abc import Iterator
from dataclasses import replace

from search.engines.base import Question
from search.parse import Query

LEVELS = (1, 2, 3)


def steps(question: Question) -> Iterator[tuple[int, Question]]:
    """Each wider question with its level, only those that differ from the one before."""
    before = question
    for level in LEVELS:
        wider = relaxed(question, level)
        if wider != before:
            yield level, wider
            before = wider


def relaxed(question: Question, level: int) -> Question:
    """The question of a level; 0 is the question as asked."""
    if level >= 1:
        question = question.as_chosen()
    if level >= 2:
        question = replace(question, query=_only_known(question.query))
    if level >= 3:
        question = replace(question, query=_any_known(question.query))
    return question


def dropped(question: Question, level: int) -> list[str]:
    """What a level let go, in words to show; `question` as it was asked."""
    if not level:
        return []
    labels = [condition.label for condition in question.understood]
    wider = relaxed(question, level).query
    if wider.either:
        return [*labels, "全部都要符合"]
    kept = {clause.text for clause in wider.required}
    return [*labels, *(clause.text for clause in question.query.required if clause.text not in kept)]


def _only_known(query: Query) -> Query:
    if not any(clause.known for clause in query.required):
        return query
    return replace(query, clauses=tuple(replace(clause, required=clause.required and clause.known) for clause in query.clauses))


def _any_known(query: Query) -> Query:
    if len([clause for clause in query.required if clause.known]) < 2:
        return query
    return replace(query, clauses=tuple(replace(clause, required=False) for clause in query.clauses), either=True)
