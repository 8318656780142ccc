"""What happens to engagements and around them. Ids only."""

from core.outbox import Event


def _of(name: str) -> Event:
    return Event(f"engagement.{name}", ids=("engagement_id",))


ENGAGEMENT_ASKED = _of("asked")
ENGAGEMENT_PROPOSED = _of("proposed")
ENGAGEMENT_CHOSEN = _of("chosen")
ENGAGEMENT_QUOTED = _of("quoted")
ENGAGEMENT_AGREED = _of("agreed")
ENGAGEMENT_REOPENED = _of("reopened")
ENGAGEMENT_SIGNED = _of("signed")
ENGAGEMENT_BEGUN = _of("begun")
ENGAGEMENT_KEPT = _of("kept")
ENGAGEMENT_REPLACED = _of("replaced")
ENGAGEMENT_EXTENSION_ASKED = _of("extension_asked")
ENGAGEMENT_EXTENDED = _of("extended")
ENGAGEMENT_ENDING = _of("ending")
ENGAGEMENT_ENDED = _of("ended")
ENGAGEMENT_CANCELLED = _of("cancelled")
ENGAGEMENT_WITHDRAWN = _of("withdrawn")
ENGAGEMENT_EXPIRED = _of("expired")
PERIOD_OWED = Event("engagement.period_owed", ids=("engagement_id", "period_id"))
ASSESSMENT_ASKED = Event("assessment.asked", ids=("assessment_id",))
ASSESSMENT_PLANNED = Event("assessment.planned", ids=("assessment_id",))
ASSESSMENT_ENDED = Event("assessment.ended", ids=("assessment_id",))
CONTRACT_MADE = Event("contract.made", ids=("contract_id",))
CONTRACT_SIGNED = Event("contract.signed", ids=("contract_id",))
SUBSTITUTE_LOOKING = Event("substitute.looking", ids=("substitute_id",))
SUBSTITUTE_OFFERED = Event("substitute.offered", ids=("substitute_id",))
SUBSTITUTE_ENDED = Event("substitute.ended", ids=("substitute_id",))
CARE_WRITTEN = Event("care.written", ids=("entry_id",))
