"""A draft of an answer to a question or to feedback (SRC-09): a template of its kind and the page that fits it best.

Optional and off by default; nothing is sent anywhere, neither outside nor to whoever asked. What only a person can say stands in the
draft as 【待补：…】, and an answer that still holds that is refused by `dispatch.intake`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings

from dispatch.intake.drafts import LONGEST, Draft, gap
from search import lexicon, queries
from search.engines.base import Question
from search.parse import parse

LABEL = "给咨询和反馈起草答复"
READS = "这一条咨询或反馈的内容和公开的文章"
# Only so much of a long text is looked for.
LOOKED_AT = 40
GREETING, END = "{name}，您好：", "还有不清楚的，直接在这条下面再问，或者打服务热线。"
OPENINGS = {
    "suggestion": f"您提的建议收到了。{gap('打算怎么办，什么时候')}",
    "complaint": f"给您添麻烦了，对不起。我们核实过：{gap('查到的情况')}。处理是：{gap('怎么处理、谁负责、哪天前')}",
    "correction": f"谢谢您指出来。{gap('核对的结果；改了哪一处，或者为什么不改')}",
    "praise": f"谢谢您的肯定，我们转告了{gap('转告给谁')}。",
    "course": f"您问的「{{subject}}」：{gap('时间、地点、费用、还有没有名额')}",
    "enterprise": f"您问的「{{subject}}」：{gap('核实到的情况；需要企业回答的，写明已经转给谁')}",
    "listing": f"您问的「{{subject}}」：{gap('核实到的情况；价钱以页面和双方说好的为准')}",
    "": f"您问的事：{gap('直接回答')}",
}


def draft(*, kind: str, subject: str, name: str, text: str, now: datetime, **_: Any) -> Draft:
    """A draft for a kind of ticket, with the article that fits best. The queries of one search."""
    known = lexicon.current()
    found = _article(text, known)
    parts = [GREETING.format(name=name), OPENINGS.get(kind, OPENINGS[""]).format(subject=subject)]
    if found:
        parts.append(f"可以先看看《{found['title']}》：{settings.SITE_URL.rstrip('/')}{found['url']}")
    return Draft("\n".join([*parts, END])[:LONGEST], found["title"] if found else "", found["url"] if found else "")


def _article(text: str, known: lexicon.Lexicon) -> dict[str, Any] | None:
    query = parse(text[:LOOKED_AT], known)
    words = tuple(clause for clause in query.clauses if clause.known)
    if not words:
        return None
    question = Question(query=replace(query, clauses=(*words, query.clauses[-1])), chosen={"type": "article"}, page_size=1)
    hits = queries.search(question, known).answer.hits
    return orjson.loads(hits[0].render["shown"]) if hits else None
