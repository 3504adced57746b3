"""How alike two short texts are, in languages with and without spaces between words."""

import re
from collections.abc import Iterable
from typing import Final

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD: Final = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_CJK: Final = re.compile(rf"[{_HAN}]")


def terms(text: str) -> frozenset[str]:
    """The words of a text in lower case; of Chinese every two characters that stand together."""
    found: set[str] = set()
    for word in _WORD.findall(text.lower()):
        if not _CJK.match(word) or len(word) == 1:
            found.add(word)
        else:
            found.update(word[index : index + 2] for index in range(len(word) - 1))
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of terms in common, from 0 to 1 (Dice's coefficient); 0 where one has none."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def serial_numbers(text: str) -> frozenset[str]:
    """What looks like a serial number: at least six letters and figures, three figures among them."""
    candidates: Iterable[str] = re.findall(r"[A-Za-z0-9][A-Za-z0-9-]{4,}[A-Za-z0-9]", text)
    return frozenset(word.upper() for word in candidates if sum(map(str.isdigit, word)) >= 3)
