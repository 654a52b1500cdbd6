"""The norm register, the table of deadlines and the glossary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.content.citations import parse_citation
from app.content.findings import Findings
from app.content.frontmatter import Fields, read_entries
from app.content.model import Citation

SCOPES = ("constitucional", "general", "federal", "estatal", "internacional", "lineamiento")
MAX_ID = 60
_RANGE = re.compile("([0-9]{1,4})-([0-9]{1,4})")
UNITS = ("dias-habiles", "dias-naturales", "meses", "anios")


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a norm had until ``until``."""

    name: str
    until: date | None


@dataclass(frozen=True)
class Norm:
    """A law or rule with its dates and the articles that exist in it."""

    id: str
    name: str
    acronym: str
    scope: str
    published_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    reformed_on: date | None
    read_on: date | None
    predecessors: tuple[str, ...]
    former_names: tuple[FormerName, ...]
    first_article: int
    last_article: int
    extra_articles: tuple[str, ...]
    repealed: frozenset[str]
    topics: Mapping[str, str]
    note: str

    def has_article(self, article: str) -> bool:
        """Whether ``article``, such as ``134`` or ``15-bis``, exists in the text."""
        if article in self._extra:
            return True
        return (
            bool(re.fullmatch("[1-9][0-9]{0,3}", article)) and self.first_article <= int(article) <= self.last_article
        )

    @cached_property
    def _extra(self) -> frozenset[str]:
        return frozenset(self.extra_articles)

    @property
    def abrogated(self) -> bool:
        return self.in_force_until is not None


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long somebody has for an act, and the provision that says so."""

    id: str
    act: str
    text: str
    amount: int
    unit: str
    norm: Citation
    note: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field in our own words."""

    id: str
    term: str
    english: str
    definition: str
    norm: Citation | None


@dataclass(frozen=True)
class References:
    """What a text may link to, each by its id."""

    norms: Mapping[str, Norm] = field(default_factory=dict)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)

    def problem_with(self, citation: Citation) -> str:
        """Why a citation does not hold, as a sentence; empty where it does."""
        norm = self.norms.get(citation.norm)
        if norm is None:
            return f"La norma «{citation.norm}» no está en normas.yaml."
        if citation.article and not norm.has_article(citation.article):
            return f"El artículo {citation.article} no existe en «{norm.acronym or norm.name}»."
        if citation.article in norm.repealed:
            return f"El artículo {citation.article} de «{norm.acronym or norm.name}» está derogado."
        return ""


def parse_norms(text: str, path: str, findings: Findings) -> dict[str, Norm]:
    """``normas.yaml``: the norms by id."""
    norms: dict[str, Norm] = {}
    read: list[tuple[Norm, Fields]] = []
    for entry in read_entries(text, path, findings):
        fields = Fields(entry, findings)
        norm_id = claim_id(fields, norms)
        first, last = _range(fields)
        norm = Norm(
            id=norm_id,
            name=fields.text("nombre"),
            acronym=fields.text("siglas", required=False),
            scope=fields.choice("ambito", SCOPES),
            published_on=fields.day("publicada", required=False),
            in_force_from=fields.day("vigente-desde", required=False),
            in_force_until=fields.day("vigente-hasta", required=False),
            reformed_on=fields.day("ultima-reforma", required=False),
            read_on=fields.day("leida-en", required=False),
            predecessors=fields.texts("sucede-a", required=False),
            former_names=tuple(_former_name(name) for name in fields.mappings("nombres-previos")),
            first_article=first,
            last_article=last,
            extra_articles=fields.texts("articulos-extra", required=False),
            repealed=_articles(fields, "derogados"),
            topics=fields.table("articulos"),
            note=fields.text("nota", required=False),
        )
        fields.finish()
        for article in norm.topics:
            if not norm.has_article(article):
                fields.refuse(
                    "articulos", "V010", f"El artículo {article} está fuera del rango de «{norm_id}»: quítalo."
                )
        norms[norm_id] = norm
        read.append((norm, fields))
    for norm, fields in read:
        for predecessor in norm.predecessors:
            if predecessor == norm.id or predecessor not in norms:
                fields.refuse("sucede-a", "V011", f"«{predecessor}» no es otra norma de la lista: revisa el id.")
    return norms


def _former_name(fields: Fields) -> FormerName:
    name = FormerName(fields.text("nombre"), fields.day("hasta", required=False))
    fields.finish()
    return name


def _articles(fields: Fields, key: str) -> frozenset[str]:
    """Articles by number, such as ``42-bis``, or by the first and last of a row of them: ``10-15``."""
    found: set[str] = set()
    for text in fields.texts(key, required=False):
        match = _RANGE.fullmatch(text)
        found.update([text] if match is None else map(str, range(int(match[1]), int(match[2]) + 1)))
    return frozenset(found)


def _range(fields: Fields) -> tuple[int, int]:
    text = fields.text("rango", required=False)
    match = _RANGE.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        if text:
            fields.refuse("rango", "V012", "«rango» se escribe del primer artículo al último, como 1-216.")
        return 0, -1
    return int(match[1]), int(match[2])


def claim_id(fields: Fields, taken: Mapping[str, object]) -> str:
    """The entry's id, refused where another entry has it or it has other signs."""
    entry_id = fields.text("id")
    if entry_id and (not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", entry_id) or len(entry_id) > MAX_ID):
        fields.refuse(
            "id", "C014", f"El id «{entry_id}» lleva minúsculas sin acentos, números y guiones: hasta {MAX_ID} signos."
        )
    if entry_id in taken:
        fields.refuse("id", "C015", f"El id «{entry_id}» está dos veces: cambia uno.")
    return entry_id


def parse_deadlines(text: str, path: str, norms: Mapping[str, Norm], findings: Findings) -> dict[str, Deadline]:
    """``plazos.yaml``: the deadlines by id, each with a provision that exists."""
    deadlines: dict[str, Deadline] = {}
    for entry in read_entries(text, path, findings):
        fields = Fields(entry, findings)
        deadline_id = claim_id(fields, deadlines)
        deadlines[deadline_id] = Deadline(
            id=deadline_id,
            act=fields.text("acto"),
            text=fields.text("texto"),
            amount=fields.integer("cantidad", low=1, high=10_000),
            unit=fields.choice("unidad", UNITS),
            norm=_citation(fields, "norma", norms) or Citation(""),
            note=fields.text("nota", required=False),
        )
        fields.finish()
    return deadlines


def parse_terms(text: str, path: str, norms: Mapping[str, Norm], findings: Findings) -> dict[str, Term]:
    """``glosario.yaml``: the terms by id."""
    terms: dict[str, Term] = {}
    for entry in read_entries(text, path, findings):
        fields = Fields(entry, findings)
        term_id = claim_id(fields, terms)
        terms[term_id] = Term(
            id=term_id,
            term=fields.text("termino"),
            english=fields.text("ingles", required=False),
            definition=fields.text("definicion"),
            norm=_citation(fields, "norma", norms, required=False),
        )
        fields.finish()
    return terms


def _citation(fields: Fields, key: str, norms: Mapping[str, Norm], *, required: bool = True) -> Citation | None:
    text = fields.text(key, required=required)
    if not text:
        return None
    citation = parse_citation(text)
    if citation is None:
        fields.refuse(key, "C033", f"«{text}» no es una cita: escribe lgtaip-2025#134.")
        return None
    problem = References(norms).problem_with(citation)
    if problem:
        fields.refuse(key, "V002", f"{problem} Revisa la cita.")
    return citation
