"""What changed between two texts, by paragraph and word."""

import difflib
import re

_PIECE = re.compile(r"\s+|[A-Za-z0-9_'’-]+|.", re.DOTALL)


def changes(before, after):
    """The paragraphs that differ: ``[[(mark, piece), …], …]`` with marks ``" "``, ``"-"`` and ``"+"``."""
    old, new = _paragraphs(before), _paragraphs(after)
    found = []
    for kind, low, high, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = min(high - low, end - start) if kind == "replace" else 0
        found += [_compare(old[low + index], new[start + index]) for index in range(pairs)]
        found += [[("-", text)] for text in old[low + pairs : high]]
        found += [[("+", text)] for text in new[start + pairs : end]]
    return found


def _paragraphs(text):
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]


def _compare(old, new):
    a, b = _PIECE.findall(old), _PIECE.findall(new)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    # Two paragraphs that share little are easier to read one after the other
    if matcher.ratio() < 0.4:
        return [("-", old), ("+", new)]
    pieces = []
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append((" ", "".join(a[low:high])))
            continue
        if low < high:
            pieces.append(("-", "".join(a[low:high])))
        if start < end:
            pieces.append(("+", "".join(b[start:end])))
    return pieces
