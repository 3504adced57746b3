"""What a text is found by: words for PostgreSQL's full-text search, pairs of characters where words have no spaces.

Latin words and numbers are handed to PostgreSQL as they are, one by one, which stems them. A run of Chinese (or
Japanese, Korean) characters becomes all its pairs (打印机 → 打印 印机) and its last character, so that every character
begins a term: a question of one character is a question for terms that begin with it.
"""

import re
import unicodedata
from dataclasses import dataclass

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUN = re.compile(rf"[{_IDEOGRAPH}]+|[^\W_{_IDEOGRAPH}]+")
# E-21, F04.2, WP/200: found together as well as apart
_CODE = re.compile(r"\b(?=\w*[-./]?\w*\d)[A-Za-z0-9]{1,8}(?:[-./][A-Za-z0-9]{1,8})+\b")
# What people say around what they ask; in questions only
_FILLERS = re.compile(
    "怎么办|怎么样|怎么|怎样|如何|为什么|为何|什么|请问|是不是|有没有|能不能|可不可以|一下|我们|你们|他们|这个|那个"
    "|您好|你好|谢谢|帮忙|应该|可以|的|了|吗|呢|吧|啊|我|您|你|是|在|和|与|及|把|被|就|都|也|很|要|请"
)
_COURTESY = frozenset(
    "please pls kindly help hello hi hey dear sir madam team thanks thank regards sincerely greetings morning afternoon"
    " evening urgent urgently asap need want would could issue problem question request inquiry".split()
)
_MAX_TERMS = 12
# Counted up when texts are split, weighed or marked in another way: what was stored before is then indexed anew
EDITION = 2
# PostgreSQL counts positions up to this one
_LAST_POSITION = 16_383


@dataclass(frozen=True)
class Question:
    """What somebody asks: words to be stemmed, pairs of characters, and beginnings (``水`` for every term with it)."""

    words: tuple = ()
    pairs: tuple = ()
    beginnings: tuple = ()

    def __bool__(self):
        return bool(self.words or self.pairs or self.beginnings)


def normalize(text):
    """Full-width letters and digits as everybody types them, in lower case."""
    return unicodedata.normalize("NFKC", text or "").lower()


def words(text):
    """The words and numbers, separated by spaces, and codes once more in one piece: ``e-21 fan`` → ``e 21 fan e21``."""
    text = normalize(text)
    plain = [run for run in _RUN.findall(text) if not _is_ideographic(run)]
    codes = [re.sub(r"[-./]", "", code) for code in _CODE.findall(text)]
    return " ".join([*plain, *codes])


def pairs(text):
    """The terms of the Chinese in a text, in order: ``打印机坏`` → 打印, 印机, 机坏, 坏."""
    found = []
    for run in _RUN.findall(normalize(text)):
        if _is_ideographic(run):
            found += [run[index : index + 2] for index in range(len(run))]
    return found


def vector_literal(terms, weight):
    """``tsvector`` as text, each term at its places: ``'打印':1A '印机':2A``."""
    places = {}
    for place, term in enumerate(terms, start=1):
        places.setdefault(term, []).append(f"{min(place, _LAST_POSITION)}{weight}")
    return " ".join(f"'{term}':{','.join(dict.fromkeys(at[:8]))}" for term, at in places.items())


def question(text):
    """A :class:`Question` of at most a dozen terms of each kind; the empty one if the text asks nothing."""
    text = normalize(text)
    asked = [part for part in _FILLERS.sub(" ", text).split() if part] or [text]
    two, one = [], []
    for run in _RUN.findall(" ".join(asked)):
        if not _is_ideographic(run):
            continue
        if len(run) == 1:
            one.append(run)
        two += [run[index : index + 2] for index in range(len(run) - 1)]
    plain = words(text).split()
    # Who asks for nothing but help is searched for it
    plain = [word for word in plain if word not in _COURTESY] or ([] if two else plain)
    beginnings = () if two or plain else tuple(dict.fromkeys(one))
    return Question(_few(plain), _few(two), beginnings[:_MAX_TERMS])


def _few(terms):
    return tuple(dict.fromkeys(terms))[:_MAX_TERMS]


def _is_ideographic(run):
    return bool(re.match(f"[{_IDEOGRAPH}]", run))
