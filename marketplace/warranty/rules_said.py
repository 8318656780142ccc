"""A warranty in the words that families read."""

from marketplace.warranty.models import WarrantyRule


def rule_in_words(row: WarrantyRule) -> str:
    """What a family reads beside a service."""
    if not row.days:
        return "这项服务没有保修期，做完以后没做好的，走投诉。"
    return f"保修 {row.days} 天：做完以后 {row.days} 天里，没做好的地方拍照传上来，选个时间，免费返工。"
