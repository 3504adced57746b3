"""Taking out of a text who it was about."""

import re

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"https?://\S+")
# Telephone, mobile, account and identity numbers: seven digits or more, however they are separated
_NUMBER = re.compile(r"(?<![A-Za-z0-9.])\+?\(?\d[\d\s().\-–]{5,}\d(?![A-Za-z0-9])")
_GREETING = re.compile(
    r"^\s*(?:dear|hello|hi|good (?:morning|afternoon|evening))\b[^,.!:\n]{0,40}[,.!:]?\s*$"
    r"|^\s*(?:尊敬的|亲爱的)?[^，,。\n]{0,12}(?:您好|你好)[！!，,。]?\s*$",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"^\s*(?:--\s*$|(?:kind|best|warm)?\s*regards\b|yours (?:sincerely|faithfully)\b|sincerely\b"
    r"|此致|敬礼|顺颂商祺|祝好)",
    re.IGNORECASE,
)
_DATELIKE = re.compile(r"^\d{4}[-.]\d{1,2}[-.]\d{1,2}$|^\d{1,2}[-.]\d{1,2}[-.]\d{4}$")


def redact(text, names=(), placeholder="[…]"):
    """The text without mail and web addresses, telephone and account numbers, and the given names.

    ``names`` are those of persons, companies and the case; their parts count too where they have more than two letters
    (or two characters in Chinese). Greetings and what follows a farewell are left out.
    """
    lines = []
    for line in text.splitlines():
        if _FAREWELL.match(line):
            break
        if not _GREETING.match(line):
            lines.append(line)
    text = "\n".join(lines).strip()
    for pattern in (_MAIL, _ADDRESS):
        text = pattern.sub(placeholder, text)
    text = _NUMBER.sub(lambda match: _hide_number(match.group(), placeholder), text)
    for name in sorted(_parts(names), key=len, reverse=True):
        edge = r"(?<!\w)" if name[0].isascii() else ""
        text = re.sub(edge + re.escape(name) + (r"(?!\w)" if name[-1].isascii() else ""), placeholder, text, flags=re.I)
    # Several in a row say no more than one
    return re.sub(rf"{re.escape(placeholder)}(?:[ \t]*{re.escape(placeholder)})+", placeholder, text)


def _hide_number(number, placeholder):
    digits = sum(character.isdigit() for character in number)
    return number if digits < 7 or _DATELIKE.match(number.strip()) else placeholder


def _parts(names):
    found = set()
    for name in filter(None, names):
        name = name.strip()
        parts = [name, *re.split(r"[\s,/]+", name)]
        found |= {part for part in parts if len(part) > (2 if part.isascii() else 1)}
    return found
