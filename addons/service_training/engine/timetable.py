"""A timetable out of a curriculum: hours of projects laid one after the other into opening times."""


def lay_out(blocks, openings, minutes):
    """Fill openings with blocks in order; a block goes on in the next opening where it does not fit.

    :param blocks: ``(key, class-hours)``
    :param openings: ``(start, stop)`` datetimes, sorted, not overlapping
    :param minutes: length of a class-hour; an opening takes whole class-hours, or the rest of a block
    :return: ``(key, start, stop, class-hours)``; shorter than the blocks if the openings do not suffice
    """
    plan, openings = [], iter(openings)
    start = stop = None
    for key, hours in blocks:
        while hours > 1e-9:
            room = (stop - start).total_seconds() / 60 / minutes if start else 0
            if room < 1 and room < hours:
                if (opening := next(openings, None)) is None:
                    return plan
                start, stop = opening
                continue
            part = min(hours, int(room) or room)
            end = start + (stop - start) * (part / room)
            plan.append((key, start, end, part))
            start, hours = end, hours - part
    return plan
