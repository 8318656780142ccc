"""What this slice puts into the portals' menus, and what is stored about a person."""

from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from dispatch.intake.queries import own_data
from dispatch.intake.states import FeedbackKind, Outcome, TicketState

ITEMS = [
    PortalItem("my", "咨询登记", "intake:my-enquiries", icon="circle-help", right=("read", "consultation"), order=60),
    PortalItem("my", "意见反馈", "intake:my-feedback", icon="megaphone", right=("read", "feedback"), order=65),
]
COMMON = (
    Column("number", "编号", code=True),
    Column("created_at", "时间"),
    Column("text", "内容"),
    Column("phone", "留的手机号"),
    Column("state", "办到哪一步", words(TicketState.choices)),
    Column("reply", "答复"),
)
FEEDBACK = (*COMMON, Column("kind", "种类", words(FeedbackKind.choices)), Column("page", "从哪一页", code=True))
CONSULTATIONS = (*COMMON, Column("subject_title", "关于"))
CALLS = (
    Column("started_at", "打来的时间"),
    Column("seconds", "通话（秒）"),
    Column("outcome", "结果", words(Outcome.choices)),
    Column("note", "备注"),
    Column("recording", "录音编号", code=True),
)
SOURCES = [
    Source(
        "intake",
        "咨询和反馈",
        own_data,
        (Table("打过的电话", "calls", CALLS), Table("提过的意见", "feedback", FEEDBACK), Table("问过的事", "consultations", CONSULTATIONS)),
    )
]
