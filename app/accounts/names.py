"""People's names: how they are cleaned, what they may hold, how they are compared and sorted."""

import unicodedata

MIN_CHARS = 3
MAX_CHARS = 160
_MARKS_IN_NAMES = frozenset(" '’.-‐·")


def clean_name(text: str) -> str:
    """``text`` as it will be printed: composed characters, no space around it, single spaces inside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_name(text: str) -> bool:
    """Whether a cleaned text can be a name: letters of any language, accents, hyphens, apostrophes, dots."""
    letters = sum(character.isalpha() for character in text)
    return letters >= MIN_CHARS - 1 and all(
        character in _MARKS_IN_NAMES or unicodedata.category(character)[0] in "LM" for character in text
    )


def folded(text: str) -> str:
    """``text`` without case and accents, to search and sort by: «Núñez» and «nunez» are equal."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
