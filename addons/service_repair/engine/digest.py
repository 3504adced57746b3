"""A fingerprint of what was signed."""

import hashlib
import json


def digest(content: dict) -> str:
    """SHA-256 of ``content``, as 64 hexadecimal digits.

    ``content`` holds strings, booleans, None, integers, decimal numbers as strings, lists and dicts of these. Equal
    contents have equal digests, whatever the order of keys; the order of lists counts.

    :raises TypeError: for values that have no one way of being written, floats among them
    """
    _check(content)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check(value: object) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"Key {key!r} is no text")
            _check(item)
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif value is not None and not isinstance(value, (str, int)):
        raise TypeError(f"{value!r} cannot be signed")
