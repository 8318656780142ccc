"""The three sections of the news (seed 000: 行业新闻、社会热点、政务公开)."""

from django.db.models import TextChoices


class Section(TextChoices):
    """An article belongs to exactly one: the section page it stands under."""

    INDUSTRY = "industry", "行业新闻"
    SOCIETY = "society", "社会热点"
    GOVERNMENT = "government", "政务公开"


# The drawing of an article that has neither a photograph nor a drawing of its own.
SECTION_ART = {Section.INDUSTRY: "training", Section.SOCIETY: "street", Section.GOVERNMENT: "notice"}
