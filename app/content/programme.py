"""The programme's own data as one value: norms, deadlines, calendar, glossary, organisations, plan and notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.content.files import Files, digest, read_text
from app.content.findings import Finding, Findings
from app.content.frontmatter import Fields, read_document, read_entries
from app.content.norms import References, claim_id, parse_deadlines, parse_norms, parse_terms
from app.content.plan import Plan, parse_plan
from app.content.rendering import Addresses, Renderer
from app.content.workdays import Calendar, parse_calendar

T = TypeVar("T")

ORGANISATION_KINDS = (
    "organismo-garante",
    "autoridad-garante",
    "secretaria",
    "contraloria",
    "coordinacion",
    "sujeto-obligado",
    "sistema",
)
CALENDAR = "dias-inhabiles.yaml"
STATES = ("00", "02", "03", "05", "08", "10", "19", "25", "26", "28")


@dataclass(frozen=True, slots=True)
class DatedName:
    """An official name and the dates between which it was valid; None is unknown or now."""

    official: str
    short: str
    acronym: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """A body of the transparency system as ``organizaciones.yaml`` tells it."""

    id: str
    kind: str
    state_code: str
    names: tuple[DatedName, ...]
    opened_on: date | None
    closed_on: date | None
    predecessors: tuple[str, ...]
    parent: str
    source: str
    verified_on: date | None
    to_confirm: bool
    note: str


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """One version of the privacy notice, simplified and whole (LGPDPPSO arts. 20-22)."""

    version: str
    in_force_from: date | None
    title: str
    body_html: str

    @property
    def simplified_html(self) -> str:
        """What stands under the first heading of the second level; the whole where there is none."""
        _, found, rest = self.body_html.partition("</h2>")
        return rest.partition("<h2")[0] if found else self.body_html


@dataclass(frozen=True)
class Programme:
    """Everything in ``courses/_programa``."""

    digest: str
    references: References
    organisations: tuple[OrganisationEntry, ...]
    plan: Plan
    notice: PrivacyNotice
    calendar: Calendar


def parse_programme(files: Files) -> tuple[Programme | None, tuple[Finding, ...]]:
    """The programme from its files (paths relative to its folder), and what was found.

    The programme is None where a finding is an error. A programme published before there was a calendar has none
    of its days.
    """
    findings = Findings()
    renderer = Renderer(Addresses("", ""))
    norms = _parse(files, "normas.yaml", findings, parse_norms) or {}
    references = References(
        norms,
        _parse(files, "plazos.yaml", findings, lambda t, p, f: parse_deadlines(t, p, norms, f)) or {},
        _parse(files, "glosario.yaml", findings, lambda t, p, f: parse_terms(t, p, norms, f)) or {},
    )
    organisations = _parse(files, "organizaciones.yaml", findings, parse_organisations) or ()
    plan = _parse(files, "plan.md", findings, lambda t, p, f: parse_plan(t, p, renderer, f))
    notice = _parse(files, "aviso-de-privacidad.md", findings, lambda t, p, f: parse_notice(t, p, renderer, f))
    calendar = _parse(files, CALENDAR, findings, parse_calendar) if CALENDAR in files else None
    if findings.has_errors or plan is None or notice is None:
        return None, findings.sorted()
    return Programme(digest(files), references, organisations, plan, notice, calendar or Calendar()), findings.sorted()


def _parse(files: Files, path: str, findings: Findings, parse: Callable[[str, str, Findings], T]) -> T | None:
    if path not in files:
        findings.error(path, 1, "C006", f"Falta el archivo {path} del programa: créalo en _programa/.")
        return None
    text = read_text(files[path], path, findings)
    return None if text is None else parse(text, path, findings)


def parse_organisations(text: str, path: str, findings: Findings) -> tuple[OrganisationEntry, ...]:
    """``organizaciones.yaml``: the organisations, whose predecessors and parents must exist."""
    entries: dict[str, OrganisationEntry] = {}
    read: list[tuple[OrganisationEntry, Fields]] = []
    for document in read_entries(text, path, findings):
        fields = Fields(document, findings)
        entry = OrganisationEntry(
            id=claim_id(fields, entries),
            kind=fields.choice("tipo", ORGANISATION_KINDS),
            state_code=fields.choice("entidad", STATES),
            names=tuple(_name(name) for name in fields.mappings("nombres")),
            opened_on=fields.day("activa-desde", required=False),
            closed_on=fields.day("activa-hasta", required=False),
            predecessors=fields.texts("sucede-a", required=False),
            parent=fields.text("depende-de", required=False),
            source=fields.text("fuente"),
            verified_on=fields.day("verificado-en", required=False),
            to_confirm=fields.flag("por-confirmar"),
            note=fields.text("nota", required=False),
        )
        fields.finish()
        if not entry.names:
            fields.refuse("nombres", "C020", "Falta «nombres»: una lista con el nombre oficial y sus fechas.")
        entries[entry.id] = entry
        read.append((entry, fields))
    for entry, fields in read:
        named = [("sucede-a", other) for other in entry.predecessors]
        for key, other in [*named, ("depende-de", entry.parent)] if entry.parent else named:
            if other not in entries or other == entry.id:
                fields.refuse(key, "V013", f"«{other}» no es otra organización de la lista: revisa el id.")
    return tuple(entries.values())


def _name(fields: Fields) -> DatedName:
    name = DatedName(
        official=fields.text("oficial", longest=250),
        short=fields.text("corto", longest=120),
        acronym=fields.text("acronimo", required=False, longest=30),
        valid_from=fields.day("desde", required=False),
        valid_until=fields.day("hasta", required=False),
    )
    fields.finish()
    return name


def parse_notice(text: str, path: str, renderer: Renderer, findings: Findings) -> PrivacyNotice | None:
    """``aviso-de-privacidad.md``: the notice in force. None, with findings, where it cannot be read."""
    document = read_document(text, path, findings)
    if document is None:
        return None
    fields = Fields(document, findings)
    notice = PrivacyNotice(
        version=fields.text("version", longest=20),
        in_force_from=fields.day("vigente-desde"),
        title=fields.text("titulo"),
        body_html=renderer.blocks(document.body, path),
    )
    fields.finish()
    return notice
