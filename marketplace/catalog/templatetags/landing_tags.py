"""The words of landing pages for templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.structured import CONTEXT, as_scripts
from marketplace.catalog.queries import ShownLanding

register = template.Library()


@register.simple_tag
def faq_data(landing: ShownLanding | None) -> SafeString:
    """The questions and answers for search engines (schema.org/FAQPage); nothing where there are none."""
    if landing is None or not landing.questions:
        return mark_safe("")
    asked = [{"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}} for question, answer in landing.questions]
    return as_scripts(({"@context": CONTEXT, "@type": "FAQPage", "mainEntity": asked},))
