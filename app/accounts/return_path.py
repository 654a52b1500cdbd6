"""Where a visitor may be sent back to: a path of this site and nothing else."""

from urllib.parse import urlsplit

MAX_CHARS = 2000


def local_path(text: str | None) -> str | None:
    """``text`` where it is a path below this site's root, else None.

    A browser reads ``//host`` and ``/\\host`` as another site and drops tabs and line breaks
    before it looks; whatever could be read so is refused, not repaired.
    """
    if not text or len(text) > MAX_CHARS or not text.startswith("/"):
        return None
    if "\\" in text or any(not character.isprintable() for character in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc or text.startswith("//") else text
