"""Mobile numbers of mainland China: the one form in which they are kept, and how they are shown."""

import re
import unicodedata

import phonenumbers

MOBILE = re.compile(r"1[3-9]\d{9}")


def normalised(text: str) -> str | None:
    """The 11 digits of a mainland mobile number written in any usual way; None when it is not one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not 11 <= len(plain) <= 25:
        return None
    try:
        number = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        return None
    digits = str(number.national_number)
    if number.country_code != 86 or number.extension or not MOBILE.fullmatch(digits) or not phonenumbers.is_valid_number(number):
        return None
    return digits


def masked(phone: str) -> str:
    """138****8000: how a number is shown to anybody but its owner."""
    return f"{phone[:3]}****{phone[-4:]}"
