"""What is stored about a person."""

from core.personal_data import Column, Source, Table, words
from dispatch.accidents.queries import own_data
from dispatch.accidents.states import CaseState

COLUMNS = (
    Column("created_at", "时间"),
    Column("number", "编号", code=True),
    Column("order", "订单号", code=True),
    Column("what", "经过"),
    Column("state", "办到哪一步", words(CaseState.choices)),
)
SOURCES = [Source("accidents", "意外", own_data, (Table("报过的意外", "", COLUMNS),))]
