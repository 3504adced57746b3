"""The code on the wall: proves that somebody stood in front of it within the last minutes.

A code is a window of time and a signature over the slot and that window. It tells no secret, cannot be computed without
the key, and is worthless when its window is over. Times are seconds since 1970.
"""

import hashlib
import hmac
import ipaddress

PERIOD = 120
_LENGTH = 32


def window_of(moment, period=PERIOD):
    return int(moment) // period


def sign(key, slot, window):
    """32 hexadecimal digits (128 bits) for a slot in a window.

    :param bytes key: secret of the database
    """
    return hmac.new(key, f"training-checkin:{slot}:{window}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def verify(key, slot, window, signature, moment, period=PERIOD):
    """Whether the code is genuine, and of this window or the one before: who scans late in it still gets through."""
    if not isinstance(signature, str) or len(signature) != _LENGTH or not signature.isascii():
        return False
    genuine = hmac.compare_digest(sign(key, slot, window), signature)
    return genuine and 0 <= window_of(moment, period) - window <= 1


def parse_networks(text):
    """The networks named in a text, separated by commas, spaces or lines.

    :raises ValueError: if one of them is no network; its argument is that word
    """
    networks = []
    for word in (text or "").replace(",", " ").split():
        try:
            networks.append(ipaddress.ip_network(word, strict=False))
        except ValueError as error:
            raise ValueError(word) from error
    return networks


def is_inside(address, networks):
    """Whether an address lies in one of the networks; without networks everywhere is inside."""
    if not networks:
        return True
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    place = getattr(place, "ipv4_mapped", None) or place
    return any(place.version == network.version and place in network for network in networks)


def credited_hours(hours, start, stop, arrival, tolerance=900):
    """Class-hours that somebody gets who arrives at ``arrival``.

    Within the tolerance all of them, afterwards the share of the slot that is left, in quarters rounded down.
    """
    if arrival <= start + tolerance:
        return hours
    if arrival >= stop:
        return 0.0
    return int(hours * (stop - arrival) / (stop - start) * 4) / 4
