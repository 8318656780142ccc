"""What a course is, in the words of schema.org: Course with its one CourseInstance, and an offer."""

from typing import Any

from cms.training.models import CoursePage
from cms.training.states import Standing
from core.money import Money

Facts = dict[str, Any]
AVAILABLE = {Standing.OPEN: "InStock", Standing.FULL: "SoldOut", Standing.CLOSED: "Discontinued", Standing.ENDED: "Discontinued"}


def course(page: CoursePage, url: str, enquire_url: str, *, standing: Standing, organiser_url: str) -> Facts:
    """A course; addresses are whole ones."""
    provider: Facts = {"@type": "Organization", "name": page.organiser, **({"sameAs": organiser_url} if organiser_url else {})}
    place = {"@type": "Place", "name": page.place, "address": f"{page.district.name if page.district else ''}{page.place}"}
    instance = {
        "@type": "CourseInstance",
        "courseMode": "Onsite",
        "startDate": page.starts_on.isoformat(),
        "endDate": page.ends_on.isoformat(),
        "description": page.sessions,
        "location": place,
        "organizer": provider,
        "maximumAttendeeCapacity": page.seats,
        "remainingAttendeeCapacity": page.seats_left,
    }
    offer = {
        "@type": "Offer",
        "category": "Free" if page.fee_fen == 0 else "Paid",
        "price": Money(page.fee_fen).yuan,
        "priceCurrency": "CNY",
        "availability": f"https://schema.org/{AVAILABLE[standing]}",
        "validThrough": page.enrol_until.isoformat(),
        "url": enquire_url or url,
    }
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": page.title,
        "description": page.intro,
        "url": url,
        "inLanguage": "zh-Hans",
        "about": page.get_family_display(),
        "provider": provider,
        "educationalCredentialAwarded": page.certificate,
        "syllabusSections": [{"@type": "Syllabus", "name": block.value["title"]} for block in page.syllabus if block.block_type == "unit"],
        "hasCourseInstance": instance,
        "offers": offer,
    }
