"""What somebody agreed to, as a number that changes with every letter of it."""

import hashlib
import json
from collections.abc import Mapping


def fingerprint(content: Mapping[str, str | int | None]) -> str:
    """SHA-256, in hexadecimal, of values in the order of their names (canonical JSON, UTF-8)."""
    text = json.dumps(dict(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
