"""What this slice puts into the portals' menus, and what is stored about a person."""

from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from marketplace.ratings.queries import own
from marketplace.ratings.states import RatingState

ITEMS = [
    PortalItem("enterprise", "评价", "ratings:enterprise-list", icon="star", right=("reply", "rating"), order=17, badge=own.unanswered),
    PortalItem("worker", "评价", "ratings:worker-list", icon="star", right=("reply", "rating"), order=45),
]
SAID = (
    Column("created_at", "评价时间"),
    Column("order", "订单号", code=True),
    Column("about", "评的是什么"),
    Column("score", "几星"),
    Column("text", "写了什么"),
    Column("state", "公开没有", words(RatingState.choices)),
    Column("reward_points", "奖励积分"),
)
REPLIED = (Column("created_at", "时间"), Column("text", "写了什么"))
WORDS = (Column("created_at", "时间"), Column("score", "几星"), Column("text", "写了什么"))
TABLES = (Table("写过的评价", "ratings", SAID), Table("替服务方回复的", "replies", REPLIED), Table("替服务方说的话", "words", WORDS))
SOURCES = [Source("ratings", "评价", own.own_data, TABLES)]
