"""What becomes of a redo. The order that it makes goes through the machine of all orders; here stands only whether the provider objects."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class RedoState(TextChoices):
    """Where a redo stands."""

    OPEN = "open", "按保修返工"
    OBJECTED = "objected", "服务方有异议"
    UPHELD = "upheld", "核实过，照样返工"
    REFUSED = "refused", "核实过，不返工"


S = RedoState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.OPEN, "object"): Transition(S.OBJECTED, "reply", "提出异议", note_required=True),
    (S.OBJECTED, "uphold"): Transition(S.UPHELD, "decide", "照样返工", note_required=True),
    (S.OBJECTED, "refuse"): Transition(S.REFUSED, "decide", "不返工", note_required=True),
}
REDO_MACHINE = Machine("redo", "state", S.OPEN, TRANSITIONS)
TONES = {"open": "brand", "objected": "warn", "upheld": "ok"}
