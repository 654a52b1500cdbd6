"""Citations of law as authors write them: ``lgtaip-2025#65-VII``."""

import re

from app.content.model import Citation

CITATION = re.compile(
    r"(?P<norm>[a-z][a-z0-9-]*)"
    r"(?:#(?P<article>[1-9][0-9]{0,3}(?:-[a-z]{3,})?(?:-[0-9]{1,2})?)"
    r"(?:-(?P<fraction>[IVXLC]+(?:-[A-Za-z0-9]+)?))?)?"
)

ADDED = {"quater": "Quáter", "septimus": "Séptimus"}
"""Articles added between others (15 Séptimus), where the laws' spelling is not the id's."""

_ADDED_WORD = re.compile(r"-([A-Za-z]{2,})")


def parse_citation(text: str) -> Citation | None:
    """``lgtaip-2025``, ``lgtaip-2025#134`` or ``lgtaip-2025#65-VII``; None for anything else."""
    match = CITATION.fullmatch(text.strip())
    if match is None:
        return None
    return Citation(match["norm"], match["article"] or "", match["fraction"] or "")


def citation_label(citation: Citation) -> str:
    """A citation as readers know it: ``LGTAIP, art. 65, fr. VII``."""
    parts = [norm_label(citation.norm)]
    if citation.article:
        parts.append(f"art. {_numbered(citation.article)}")
    if citation.fraction:
        parts.append(f"fr. {_numbered(citation.fraction)}")
    return ", ".join(parts)


def _numbered(provision: str) -> str:
    """``15-septimus`` is 15 Séptimus; the letter of a fraction keeps its hyphen."""
    return _ADDED_WORD.sub(lambda word: f" {ADDED.get(word[1].lower(), word[1].title())}", provision)


def norm_label(norm_id: str) -> str:
    """The acronym that begins a norm's id: ``lgtaip-2025`` is LGTAIP."""
    return norm_id.partition("-")[0].upper()
