"""Resident identity numbers (GB 11643): 17 digits and a check character; the birthday and the sex stand in them.

Numbers are encrypted; the blind indexes here are the only way to find a file by one.
"""

import re
from datetime import date

from core.encryption import blind_index

SHAPE = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
YOUNGEST, OLDEST = 16, 75


def normalised(text: str) -> str:
    """Without blanks, the check character in capitals."""
    return "".join(text.split()).upper()


def check_character(digits: str) -> str:
    """The 18th character of 17 digits."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def birthday_of(number: str) -> date | None:
    """The birthday in a number; None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def gender_of(number: str) -> str:
    """Male or female, as a worker's file says it."""
    return "male" if int(number[16]) % 2 else "female"


def problem_of(number: str, *, today: date) -> str:
    """What is wrong with a normalised number, "" for nothing."""
    if not SHAPE.fullmatch(number):
        return "身份证号是 18 位，最后一位可以是 X。"
    born = birthday_of(number)
    if born is None or check_character(number[:17]) != number[17]:
        return "身份证号对不上校验位，请照着证件再看一遍。"
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < YOUNGEST:
        return f"不满 {YOUNGEST} 岁，不能登记。"
    return "" if age <= OLDEST else f"超过 {OLDEST} 岁，不能登记。"


def masked(number: str) -> str:
    """1101**********0021: how a number is shown to anybody but its owner."""
    return f"{number[:4]}{'*' * 10}{number[-4:]}" if len(number) == 18 else ""


def phone_index(number: str) -> str:
    """By which a file that nobody has taken over is found again."""
    return blind_index("worker.phone", number) if number else ""


def person_index(number: str) -> str:
    """By which the same person is known in the whole network (X-TR-03)."""
    return blind_index("worker.person", number) if number else ""
