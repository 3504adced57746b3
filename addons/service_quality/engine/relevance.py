"""How much each term of a question counts, and which documents are looked at for it."""

import difflib
import math
from dataclasses import dataclass

# More documents than these are not ranked: whoever asks looks at the first ten
CANDIDATES = 500
# Stands before a term of a title, so that the index alone knows which titles hold it
TITLE = "="
# A term that was guessed for one that nobody uses
_GUESSED = 0.6


@dataclass(frozen=True)
class Term:
    """A term of the index, in how many documents it stands (None: not counted yet), and how it came in."""

    text: str
    documents: int | None = None
    beginning: bool = False
    guessed: bool = False

    @property
    def query(self):
        """As ``tsquery`` reads it."""
        return self._quote(self.text)

    @property
    def title_query(self):
        """The same, in titles."""
        return self._quote(TITLE + self.text)

    def _quote(self, text):
        quoted = text.replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}':*" if self.beginning else f"'{quoted}'"


def weight(term, total):
    """Inverse document frequency as in BM25, never below a tenth; Chinese pairs overlap and count two thirds."""
    documents = min(term.documents or 0, total)
    rarity = max(0.1, math.log(1 + (total - documents + 0.5) / (documents + 0.5)))
    return rarity * (_GUESSED if term.guessed else 1) * (1 if term.text.isascii() else 0.66)


def attempts(terms):
    """Which documents are ranked: ``[(tsquery, the most of them or None), …]``, until one finds enough.

    Those with the rarest terms, as far as few documents hold them. Where every term is common: those that hold all of
    them in their title, then those that hold all of them anywhere, and only then some of those that hold the rarest.
    """
    chosen, seen = [], 0
    for term in sorted(terms, key=lambda term: term.documents or 0):
        seen += term.documents or 0
        if seen > CANDIDATES:
            break
        chosen.append(term)
    if chosen:
        return [(" | ".join(term.query for term in chosen), None)]
    rarest = min(terms, key=lambda term: term.documents or 0)
    asked = [term for term in terms if not term.guessed] or [rarest]
    queries = [" & ".join(term.title_query for term in asked), " & ".join(term.query for term in asked), rarest.query]
    return [(query, CANDIDATES) for query in dict.fromkeys(queries)]


def nearest(word, vocabulary, most=2):
    """Words of the vocabulary that ``word`` may be a slip of: where PostgreSQL has no trigrams."""
    return difflib.get_close_matches(word, vocabulary, n=most, cutoff=0.75)
