"""How long something took, as people say it."""

from datetime import timedelta


def took(span: timedelta | None) -> str:
    """2 分 5 秒; from an hour on without the seconds."""
    if span is None:
        return ""
    seconds = int(span.total_seconds())
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {seconds % 60} 秒" if minutes else f"{seconds} 秒"
