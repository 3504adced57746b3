"""Where in a text the words of a question stand."""

import re

from .search_text import normalize, question

# Marking these would mark everything
_COMMON = frozenset(
    "a an and are as at be by can do does for from has have how i if in is it my no not of on or our s so t that the"
    " their there this to was we what when where which why with you your".split()
)
_STEM = re.compile(r"(?:ing|ed|es|s|ly)$")


def needles(asked):
    """Patterns of what to mark: words from their stem on, Chinese pairs as they stand."""
    found = question(asked)
    words = [word for word in found.words if word not in _COMMON]
    stems = [_STEM.sub("", word) if len(word) > 4 else word for word in words]
    latin = [rf"(?<![^\W_]){re.escape(stem)}[^\W_]*" for stem in stems if stem]
    return [*latin, *(re.escape(term) for term in (*found.pairs, *found.beginnings))]


def marked(text, asked, width=180):
    """The part of a text around its densest matches: ``[(piece, whether it was asked for), …]``.

    ``width`` is in characters; what is cut off shows as ``…``. Without a match: the beginning.
    """
    text = " ".join((text or "").split())
    patterns = needles(asked)
    folded = normalize(text)
    # A text whose length changes by folding (ligatures) is shown unmarked rather than marked in the wrong place
    spans = _find(patterns, folded) if patterns and len(folded) == len(text) else []
    start = _densest(text, spans, width) if len(text) > width else 0
    end = min(len(text), start + width)
    pieces, at = [], start
    for low, high in spans:
        if low < start or high > end:
            continue
        pieces += [(text[at:low], False), (text[low:high], True)]
        at = high
    pieces.append((text[at:end], False))
    if start:
        pieces.insert(0, ("…", False))
    if end < len(text):
        pieces.append(("…", False))
    return [piece for piece in pieces if piece[0]]


def _find(patterns, text):
    """Where the patterns stand; pairs of characters overlap by one and are marked in one piece."""
    spans = []
    for match in re.finditer(f"(?=({'|'.join(patterns)}))", text):
        low, high = match.span(1)
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], high))
        else:
            spans.append((low, high))
    return spans


def _densest(text, spans, width):
    """Where a window begins that holds most matches, a little before the first of them."""
    if not spans:
        return 0
    best = max(spans, key=lambda span: (sum(span[0] <= low < span[0] + width * 0.8 for low, _high in spans), -span[0]))
    before = max(0, best[0] - width // 6)
    # Not in the middle of a word; Chinese has no spaces to look for
    space = text.find(" ", before, best[0]) if before else -1
    return space + 1 if space >= 0 else before
