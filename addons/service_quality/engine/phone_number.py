"""Telephone numbers as people and exchanges write them: finding the same subscriber in different notations."""

import re
import unicodedata

# Shorter numbers are extensions: they have to be equal
_LOCAL_DIGITS = 7
# What one notation may have in front that the other leaves out: a country or an area code
_LONGEST_PREFIX = 3

_EXTENSION = re.compile(r"(?:ext\.?|x|#|转|轉|分机|;ext=).*", re.IGNORECASE | re.DOTALL)
_TRUNK_IN_BRACKETS = re.compile(r"\(\s*0\s*\)")
_NO_DIGIT = re.compile(r"\D")


def digits(number: str | None) -> tuple[str, bool]:
    """The digits of a number without trunk zero, international prefix and extension, and whether it was international.

    >>> digits("+86 138-1234-5678"), digits("0086 13812345678"), digits("010-8765 4321 转 12")
    (('8613812345678', True), ('8613812345678', True), ('1087654321', False))
    """
    text = unicodedata.normalize("NFKC", number or "").strip()
    text = _TRUNK_IN_BRACKETS.sub("", _EXTENSION.sub("", text))
    plain = _NO_DIGIT.sub("", text)
    if text.startswith("+"):
        return plain, True
    if plain.startswith("00"):
        return plain[2:], True
    return (plain[1:] if plain.startswith("0") and len(plain) > _LOCAL_DIGITS else plain), False


def search_key(number: str | None) -> str | None:
    """What two notations of the same number have in common: the last digits. None without any digit.

    >>> search_key("+32 470 12 34 56"), search_key("0470/12.34.56"), search_key("8001"), search_key("anonymous")
    ('0123456', '0123456', '8001', None)
    """
    return digits(number)[0][-_LOCAL_DIGITS:] or None


def same_number(one: str | None, other: str | None) -> bool:
    """Whether two notations may mean the same subscriber.

    Equal after normalisation, or one ends with the other and has but a country or an area code more. Two
    international numbers are compared as a whole.

    >>> same_number("+86 138 1234 5678", "13812345678"), same_number("+86 13812345678", "+32 13812345678")
    (True, False)
    """
    (left, left_international), (right, right_international) = digits(one), digits(other)
    if not left or left == right:
        return bool(left)
    if left_international and right_international:
        return False
    short, long = sorted((left, right), key=len)
    return len(short) >= _LOCAL_DIGITS and long.endswith(short) and len(long) - len(short) <= _LONGEST_PREFIX
