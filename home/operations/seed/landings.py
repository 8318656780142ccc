"""What the demo's editor has written for the landing pages of categories and of the service types that are asked for most."""

from typing import Any

from home.operations.seed.articles import writers
from home.operations.seed.city import City, rows
from marketplace.catalog.models import Landing
from marketplace.catalog.services import add_landing


def seed_landings(city: City) -> int:
    """Write what is missing; returns how many there are."""
    actor = city.acting_as(writers(city)[0])
    for row in rows("landings"):
        where: dict[str, Any] = {"category": city.categories[row["category"]]} if row["category"] else {"service_type": city.service_types[row["service"]]}
        if not Landing.objects.filter(**where).exists():
            faq = [{"type": "question", "value": {"question": question, "answer": answer}} for question, answer in row["faq"]]
            add_landing(actor=actor, now=city.now, heading=row["heading"], text=row["text"], drawing=row["drawing"], alt=row["alt"], faq=faq, **where)
    return len(rows("landings"))
