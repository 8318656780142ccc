"""What this slice puts into the portals' menus: the inbox, with the number of unread notices."""

from core.access import Actor
from core.personal_data import Column, Source, Table, plain
from core.portals import PortalItem, PortalPanel
from notifications.queries import latest, own_data, own_texts, unread_count


def unread(actor: Actor) -> int:
    """How many notices the actor has not read."""
    return unread_count(actor.user_id) if actor.user_id is not None else 0


ITEMS = [
    PortalItem("my", "消息", "notifications:inbox", icon="bell", right=("read", "notification"), order=60, on_phone=True, badge=unread),
    PortalItem("corner", "消息", "notifications:inbox", icon="bell", right=("read", "notification"), order=20, badge=unread),
]
PANELS = [PortalPanel("my", "notices", "notifications/panel.html", lambda actor: {"notices": latest(actor)}, right=("read", "notification"), order=20)]
READ = Column("read_at", "什么时候读的", lambda at: plain(at) if at else "没读")
NOTICES = (Column("created_at", "时间"), Column("title", "标题"), Column("body", "内容"), READ)
TEXTS = (Column("received_at", "时间"), Column("text", "内容"))
SOURCES = [Source("notices", "消息", own_data, (Table("收到的消息", "", NOTICES),)), Source("texts", "短信", own_texts, (Table("发给我们的短信", "", TEXTS),))]
