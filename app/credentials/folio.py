"""The number of a certificate: written by people, read over the telephone, impossible to guess.

``RN-2026-DAI01-7QK4M-2ZP8R-3THXC``: region, year, course code, fourteen random characters (70 bits) and a check
character by ISO/IEC 7064 MOD 37,36 over every letter and digit before it. The standard detects any single wrong
character and nearly any swap of neighbours; ``new_folio`` takes no number in which a swap would go unnoticed.
"""

import re
import secrets
from collections.abc import Callable, Iterator

REGION = "RN"
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RANDOM_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
N_RANDOM = 14
_GROUP = 5
_SHAPE = re.compile(rf"{REGION}(20[0-9]{{2}})([A-Z0-9]{{3,6}})([A-Z0-9]{{{N_RANDOM}}})([A-Z0-9])")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−_.·]+")
_FORGIVEN = str.maketrans("OIL", "011")


class FolioError(ValueError):
    """The text is not a folio of ours: other length, other signs."""


class MistypedFolioError(FolioError):
    """The text has the shape of a folio, but its check character says that a character is wrong."""


def check_character(signs: str) -> str:
    """The check character of ISO/IEC 7064 MOD 37,36 for upper-case letters and digits."""
    rest = len(SIGNS)
    for sign in signs:
        rest = (rest + SIGNS.index(sign)) % len(SIGNS) or len(SIGNS)
        rest = rest * 2 % (len(SIGNS) + 1)
    return SIGNS[(len(SIGNS) + 1 - rest) % len(SIGNS)]


def new_folio(year: int, code: str, choose: Callable[[str], str] = secrets.choice) -> str:
    """A new folio for a course's code (three to six capitals or digits). ``choose`` draws one of the signs given."""
    while True:
        start = f"{REGION}{year}{code}" + "".join(choose(RANDOM_SIGNS) for _ in range(N_RANDOM))
        signs = start + check_character(start)
        if not any(_is_right(swapped) for swapped in _swaps(signs)):
            return _written(signs)


def parse_folio(text: str) -> str:
    """The folio that ``text`` means, as it is printed. FolioError, MistypedFolioError.

    Lower case, spaces, other hyphens or none are forgiven; in the random part, O is read as 0, I and L as 1.
    """
    signs = _meant(text)
    if signs is None:
        raise FolioError(text)
    if not _is_right(signs):
        raise MistypedFolioError(text)
    return _written(signs)


def _meant(text: str) -> str | None:
    match = _SHAPE.fullmatch(_SEPARATORS.sub("", text).upper())
    if match is None:
        return None
    year, code, random, check = match.groups()
    return f"{REGION}{year}{code}{random.translate(_FORGIVEN)}{check}"


def _is_right(signs: str) -> bool:
    meant = _meant(signs)
    return meant is not None and check_character(meant[:-1]) == meant[-1]


def _swaps(signs: str) -> Iterator[str]:
    for n in range(len(signs) - 1):
        if signs[n] != signs[n + 1]:
            yield signs[:n] + signs[n + 1] + signs[n] + signs[n + 2 :]


def _written(signs: str) -> str:
    tail = len(signs) - N_RANDOM - 1
    year_ends = len(REGION) + 4
    groups = [signs[n : n + _GROUP] for n in range(tail, len(signs), _GROUP)]
    return "-".join([REGION, signs[len(REGION) : year_ends], signs[year_ends:tail], *groups])
