"""The unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last one checks the others."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def normalised(text: str) -> str:
    """Upper case without spaces and hyphens."""
    return "".join(text.split()).replace("-", "").upper()


def check_character(first: str) -> str:
    """The eighteenth character for the first seventeen. Raises ValueError on a character that cannot stand there."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def problem_of(code: str) -> str:
    """What is wrong with a normalised code, as a sentence; empty when nothing is."""
    if len(code) != 18:
        return f"统一社会信用代码是 18 位，现在是 {len(code)} 位。"
    if any(char not in ALPHABET for char in code):
        return "统一社会信用代码里没有 I、O、S、V、Z 这几个字母，对照执照再看一眼。"
    if check_character(code[:17]) != code[17]:
        return "统一社会信用代码对不上校验位，多半是看错了一位。"
    return ""
