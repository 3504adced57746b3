"""A chain of snapshots: each link's hash covers its content and the link before it."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

START = "0" * 64


def canonical(content: Any) -> str:
    """One text per content, whatever the order of its keys: what is hashed and stored."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def link(previous: str, content: str) -> str:
    """The hash of a content (as :func:`canonical` writes it) that follows the link ``previous``."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def first_broken(links: Iterable[tuple[str, str, str]], head: str | None = None) -> int | None:
    """The index of the first link that does not fit, or None.

    :param links: ``(previous hash, content, hash)`` in order
    :param head: the hash that the last link must have; without it links missing at the end are not noticed.
        Then the index is the number of links.
    """
    expected, count = START, 0
    for index, (previous, content, stored) in enumerate(links):
        if previous != expected or link(previous, content) != stored:
            return index
        expected, count = stored, index + 1
    return count if head is not None and head != expected else None
