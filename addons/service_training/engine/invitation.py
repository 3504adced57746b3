"""A calendar invitation (RFC 5545), which every mail programme understands."""

from datetime import timezone


def calendar_file(events, method="REQUEST"):
    """The text of an .ics file.

    :param events: dicts with ``uid``, ``sequence``, ``start`` and ``stop`` (naive UTC), ``stamp``, ``title``,
        ``place``, ``organizer``, ``attendee`` (e-mail addresses)
    :param method: ``REQUEST`` or ``CANCEL``
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//service_training//EN", f"METHOD:{method}"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event['uid']}",
            f"SEQUENCE:{event['sequence']}",
            f"DTSTAMP:{_moment(event['stamp'])}",
            f"DTSTART:{_moment(event['start'])}",
            f"DTEND:{_moment(event['stop'])}",
            f"SUMMARY:{_escape(event['title'])}",
            f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        ]
        if event.get("place"):
            lines.append(f"LOCATION:{_escape(event['place'])}")
        if event.get("organizer"):
            lines.append(f"ORGANIZER:mailto:{_address(event['organizer'])}")
        if event.get("attendee"):
            lines.append(f"ATTENDEE;RSVP=FALSE:mailto:{_address(event['attendee'])}")
        lines.append("END:VEVENT")
    return "".join(_fold(line) for line in [*lines, "END:VCALENDAR"])


def _moment(value):
    return value.replace(tzinfo=timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def _escape(text):
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _address(address):
    return "".join(address.split())


def _fold(line):
    """At most 75 octets a line; a continuation begins with a space and never splits a character."""
    parts, current = [], b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > 75:
            parts.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*parts, current]).decode() + "\r\n"
