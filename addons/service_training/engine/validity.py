"""Until when a certificate holds."""

from dateutil.relativedelta import relativedelta


def valid_until(issued, months):
    """The last day on which it holds, or None for ever.

    The same day of a later month; where that month has no such day, its last one: a certificate of 29 February holds
    until 28 February of a common year and until 29 February of a leap year.
    """
    return issued + relativedelta(months=months) if months else None


def mask(name):
    """A name that can be compared with a paper, but not be learnt from: the first letter of each word.

    Chinese, Japanese and Korean names, written without spaces, keep their first and, from three characters, last one.
    """
    return " ".join(_mask_word(word) for word in (name or "").split())


def _mask_word(word):
    if len(word) == 1:
        return word
    if ord(word[0]) >= 0x2E80:
        return word[0] + "*" * max(1, len(word) - 2) + (word[-1] if len(word) > 2 else "")
    return word[0] + "***"
