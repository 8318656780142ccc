"""The words of landing pages for tests."""

from typing import Any

from core import clock
from core.access import system_actor
from marketplace.catalog.models import Landing, ServiceType
from marketplace.catalog.services import add_landing
from tests.marketplace.factories import category

QUESTIONS = [{"type": "question", "value": {"question": "要自己备工具吗？", "answer": "不用，工具和药剂都带来。"}}]


def make_landing(**fields: Any) -> Landing:
    """The words of the page of 擦玻璃, unless another is named."""
    for_one = {} if fields.keys() & {"category", "service_type"} else {"service_type": ServiceType.objects.get(code="glass")}
    values = {"heading": "一扇窗怎么算钱", "text": "按玻璃的平米算，两面。\n\n七层以上请持证的人。", "drawing": "window", "alt": "擦玻璃", "faq": QUESTIONS}
    return add_landing(actor=system_actor(), now=clock.now(), **{**values, **for_one, **fields})


def landing_form(*questions: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """What the screen sends, for the page of 月嫂 unless another is named."""
    found = {
        "category": category("月嫂").pk,
        "service_type": "",
        "heading": "住家月嫂怎么选",
        "text": "先见面，再签合同。",
        "image": "",
        "drawing": "baby",
        "alt": "月嫂",
    }
    found |= {"faq-count": str(len(questions))}
    for place, (question, answer) in enumerate(questions):
        part = f"faq-{place}"
        found |= {f"{part}-type": "question", f"{part}-order": str(place), f"{part}-deleted": "", f"{part}-id": "", f"{part}-value-question": question}
        found[f"{part}-value-answer"] = answer
    return {**found, **changes}
