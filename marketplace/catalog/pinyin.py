"""The order key of a Chinese name."""

from pypinyin import lazy_pinyin


def key_of(name: str) -> str:
    """Syllables without tones, e.g. "jia ting bao jie"; sorts as people expect."""
    return " ".join(lazy_pinyin(name)).lower()[:120]
