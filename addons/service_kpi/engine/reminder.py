"""When somebody is told that something is still open."""

from datetime import date, timedelta


def is_due(today: date, deadline: date | None, every: int, last: date | None) -> bool:
    """Whether to tell today: at once, ``every`` days before the deadline, then every so many days.

    :param deadline: the day until which it is to be done, None for as soon as possible
    :param every: days, at least 1
    :param last: the day on which the person was told last

    >>> day = date(2026, 3, 10)
    >>> is_due(day, date(2026, 3, 20), 3, None)
    True
    >>> is_due(date(2026, 3, 16), date(2026, 3, 20), 3, day), is_due(date(2026, 3, 17), date(2026, 3, 20), 3, day)
    (False, True)
    >>> is_due(date(2026, 3, 25), date(2026, 3, 20), 3, date(2026, 3, 23))
    False
    """
    if every < 1:
        raise ValueError("Reminders are at least a day apart.")
    if last is None:
        return True
    if deadline is not None and today < deadline - timedelta(days=every):
        return False
    return today - last >= timedelta(days=every)
