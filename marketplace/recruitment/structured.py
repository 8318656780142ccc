"""A posting in the words of schema.org, for search engines. Data that a browser never runs."""

from django.utils import timezone
from django.utils.html import linebreaks

from core.money import Money
from core.structured import Facts
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.queries.public import certificate_names
from marketplace.recruitment.states import JobKind

UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}
TYPES = {JobKind.FULL_TIME: "FULL_TIME", JobKind.HOURLY: "PART_TIME", JobKind.LIVE_IN: "FULL_TIME"}


def of_job(job: JobPosting, *, url: str, employer_url: str) -> Facts:
    """schema.org/JobPosting: what, where, how much, until when, and what is asked for."""
    published, ends = timezone.localtime(job.published_at), timezone.localtime(job.expires_at)  # type: ignore[arg-type]
    asked = certificate_names(job) + (["健康证"] if job.health_certificate else [])
    experience = {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": job.experience_years * 12} if job.experience_years else None
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": job.title,
        "description": linebreaks(job.description, autoescape=True),
        "identifier": {"@type": "PropertyValue", "name": job.enterprise.legal_name, "value": str(job.pk)},
        "url": url,
        "datePosted": published.isoformat(),
        "validThrough": ends.isoformat(),
        "employmentType": TYPES[JobKind(job.kind)],
        "hiringOrganization": {"@type": "Organization", "name": job.enterprise.legal_name, "sameAs": employer_url},
        "jobLocation": _place(job),
        "baseSalary": _salary(job),
        "totalJobOpenings": job.positions,
        "industry": job.category.name,
        "experienceRequirements": experience,
        "qualifications": "、".join(asked),
        "directApply": True,
        "inLanguage": "zh-Hans",
    }


def _place(job: JobPosting) -> Facts:
    district = job.district
    address = {"@type": "PostalAddress", "addressCountry": "CN", "addressRegion": district.city if district else "", "addressLocality": str(district or "")}
    return {"@type": "Place", "address": {**address, "streetAddress": job.place} if job.place else address}


def _salary(job: JobPosting) -> Facts | None:
    unit = UNITS.get(job.unit.code) if job.unit else None
    if unit is None or job.pay_min_fen is None or job.pay_max_fen is None:
        return None
    value = {"@type": "QuantitativeValue", "minValue": Money(job.pay_min_fen).yuan, "maxValue": Money(job.pay_max_fen).yuan, "unitText": unit}
    return {"@type": "MonetaryAmount", "currency": "CNY", "value": value}
