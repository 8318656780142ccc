"""The commission rule of an agreement (ENT-12): a share of each order in basis points, with a least and a most for one order."""

from core.money import Money, split
from marketplace.enterprises.models import Agreement


def commission_of(agreement: Agreement, amount_fen: int) -> int:
    """The commission of one order in fen: the share, rounded down, within least and most, never more than the order itself."""
    _, share = split(amount_fen, agreement.commission_bp)
    share = max(share, agreement.commission_floor_fen)
    if agreement.commission_cap_fen is not None:
        share = min(share, agreement.commission_cap_fen)
    return min(share, amount_fen)


def percent(basis_points: int) -> str:
    """Basis points as a percentage without needless zeros: 12, 12.5, 12.25."""
    return f"{basis_points // 100}.{basis_points % 100:02d}".rstrip("0").rstrip(".")


def commission_text(agreement: Agreement) -> str:
    """The rule as people read it."""
    parts = [f"每单 {percent(agreement.commission_bp)}%"]
    if agreement.commission_floor_fen:
        parts.append(f"最少 {Money(agreement.commission_floor_fen).short} 元")
    if agreement.commission_cap_fen is not None:
        parts.append(f"最多 {Money(agreement.commission_cap_fen).short} 元")
    return "，".join(parts)
