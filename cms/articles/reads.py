"""Who is no reader, and from which key his tries are counted: what the beacon may not take for a person (POR-12)."""

import re
from datetime import date

from django.utils.crypto import salted_hmac

# Programs that say so: search engines, previews of messengers, monitors, libraries.
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|headless|preview|monitor|uptime|lighthouse|facebookexternalhit|curl|wget|python|scrapy|okhttp|java/|go-http|axios|node",
    re.IGNORECASE,
)
BROWSER = re.compile(r"^Mozilla/\d")


def is_program(agent: str) -> bool:
    """Whether a User-Agent belongs to something that is no person's browser."""
    return not BROWSER.match(agent) or bool(PROGRAMS.search(agent))


def limit_key(ip: str, day: date) -> str:
    """A key for the limits that names nobody and is another one tomorrow."""
    return salted_hmac("cms.articles.reads", f"{ip}|{day.isoformat()}", algorithm="sha256").hexdigest()[:32]
