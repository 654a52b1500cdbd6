"""The work plan as its Markdown says it: ejes, strategies and their indicators."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.content.course import PERSPECTIVES, THEMES
from app.content.findings import Findings
from app.content.frontmatter import Document, Fields, read_document
from app.content.rendering import Renderer

ANY_HEADING = re.compile(r"^#{1,6}\s")
STRATEGY_ID = re.compile("([1-9][0-9]?)[.][1-9][0-9]?")
EJE_ID = re.compile("eje-([1-9][0-9]?)")
HEADING = re.compile(r"^(?P<level>#{2,4})\s+(?P<title>\S(?:.*\S)?)\s*\{#(?P<id>[\w.-]+)(?P<attributes>[^}]*)\}$")
ATTRIBUTE = re.compile(r'([\w-]+)=(?:"([^"]*)"|(\S+))')
MEASURES = (
    "inscripciones",
    "iniciadas",
    "concluidas",
    "acreditadas",
    "personas-acreditadas",
    "horas-acreditadas",
    "tasa-acreditacion",
    "eficiencia-terminal",
    "organizaciones-con-acreditadas",
    "cursos-publicados",
)
FILTERS = {
    "eje": re.compile("[1-6]"),
    "tema": re.compile("|".join(THEMES)),
    "perspectiva": re.compile("|".join(PERSPECTIVES)),
    "curso": re.compile("[a-z0-9-]+"),
}
ROWS = {
    "Definición": "definition",
    "Método de cálculo": "formula",
    "Unidad de medida": "unit",
    "Dimensión": "dimension",
    "Frecuencia": "frequency",
    "Fuente": "source",
    "Sentido": "direction",
    "Línea base": "baseline",
    "Meta": "target",
    "Responsable": "responsible",
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured of a strategy, with the metadata that LGTAIP art. 65-XIV-l asks for.

    ``measure`` names the computed statistic that feeds it, ``filters`` what it is counted over;
    an empty measure is entered by hand from the source named.
    """

    id: str
    name: str
    measure: str
    filters: Mapping[str, str]
    definition: str
    formula: str
    unit: str
    dimension: str
    frequency: str
    source: str
    direction: str
    baseline: str
    target: str
    responsible: str


@dataclass(frozen=True, slots=True)
class Strategy:
    """One of the plan's strategies, in the plan's own words, and what they mean today."""

    id: str
    eje_id: int
    title: str
    text_html: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Eje:
    """One of the plan's thematic axes."""

    id: int
    title: str
    objective_html: str
    strategies: tuple[Strategy, ...]


@dataclass(frozen=True)
class Plan:
    """The whole plan; its indicators are this programme's proposal, as ``notice`` says."""

    title: str
    period: str
    source: str
    notice: str
    ejes: tuple[Eje, ...]

    @cached_property
    def strategies(self) -> Mapping[str, Strategy]:
        return {strategy.id: strategy for eje in self.ejes for strategy in eje.strategies}

    def eje(self, eje_id: int) -> Eje | None:
        return next((eje for eje in self.ejes if eje.id == eje_id), None)


@dataclass
class _Section:
    level: int
    title: str
    id: str
    attributes: dict[str, str]
    line: int
    text: str


def parse_plan(text: str, path: str, renderer: Renderer, findings: Findings) -> Plan | None:
    """``plan.md`` as a plan. None, with findings, where it cannot be read."""
    document = read_document(text, path, findings)
    if document is None:
        return None
    fields = Fields(document, findings)
    sections = _sections(document, findings)
    plan = Plan(
        title=fields.text("titulo"),
        period=fields.text("periodo"),
        source=fields.text("fuente"),
        notice=fields.text("aviso"),
        ejes=_ejes(sections, path, renderer, findings),
    )
    fields.finish()
    ids = [section.id for section in sections]
    for section in sections:
        if ids.count(section.id) > 1:
            findings.error(path, section.line, "C015", f"El id «{section.id}» está dos veces: cambia uno.")
    return plan


def _sections(document: Document, findings: Findings) -> list[_Section]:
    sections: list[_Section] = []
    for number, line in enumerate(document.body.split("\n"), document.body_line):
        match = HEADING.match(line.rstrip())
        if match:
            attributes = {name: quoted or bare for name, quoted, bare in ATTRIBUTE.findall(match["attributes"])}
            sections.append(_Section(len(match["level"]), match["title"], match["id"], attributes, number, ""))
        elif ANY_HEADING.match(line):
            findings.error(
                document.path, number, "C016", "Cada título del plan va de ## a #### y termina con su id: {#1.5}."
            )
        elif sections:
            sections[-1].text += f"{line}\n"
    return sections


def _ejes(sections: list[_Section], path: str, renderer: Renderer, findings: Findings) -> tuple[Eje, ...]:
    """The sections as a tree, read from its end: what is under a heading is known when the heading comes."""
    ejes: list[Eje] = []
    strategies: list[Strategy] = []
    indicators: list[Indicator] = []
    for section in reversed(sections):
        if section.level == 4:
            indicators.insert(0, _indicator(section, path, findings))
        elif section.level == 3:
            strategies.insert(0, _strategy(section, tuple(indicators), path, renderer, findings))
            indicators = []
        else:
            ejes.insert(0, _eje(section, tuple(strategies), path, renderer, findings))
            strategies = []
        if indicators and section.level == 2:
            findings.error(path, section.line, "C017", "Un indicador va debajo de su estrategia: «### … {#1.5}».")
            indicators = []
    if strategies or indicators:
        findings.error(path, sections[0].line, "C017", "El plan empieza con un eje: «## … {#eje-1}».")
    return tuple(ejes)


def _strategy(
    section: _Section, indicators: tuple[Indicator, ...], path: str, renderer: Renderer, findings: Findings
) -> Strategy:
    number = STRATEGY_ID.fullmatch(section.id)
    if number is None:
        findings.error(path, section.line, "C016", "Una estrategia lleva su número: {#1.5}.")
    if not indicators:
        findings.error(
            path, section.line, "C017", f"La estrategia {section.id} no tiene indicadores: agrega uno con «####»."
        )
    html = renderer.blocks(section.text, path)
    return Strategy(section.id, int(number[1]) if number else 0, section.title, html, indicators)


def _eje(section: _Section, strategies: tuple[Strategy, ...], path: str, renderer: Renderer, findings: Findings) -> Eje:
    match = EJE_ID.fullmatch(section.id)
    number = int(match[1]) if match else 0
    if not number:
        findings.error(path, section.line, "C016", "Un eje lleva su número: {#eje-1}.")
    for strategy in strategies:
        if strategy.eje_id not in (0, number):
            findings.error(path, section.line, "C016", f"La estrategia {strategy.id} no es de este eje: muévela.")
    html = renderer.blocks(re.sub(r"^> ?", "", section.text, flags=re.MULTILINE), path)
    return Eje(number, section.title, html, strategies)


def _indicator(section: _Section, path: str, findings: Findings) -> Indicator:
    rows = {}
    for line in section.text.split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 2 and cells[0] in ROWS:
            rows[ROWS[cells[0]]] = cells[1]
    for label, name in ROWS.items():
        if not rows.get(name):
            findings.error(
                path, section.line, "C018", f"Al indicador «{section.id}» le falta «{label}»: agrega el renglón."
            )
    measure = section.attributes.get("medida", "")
    if measure and measure not in MEASURES:
        findings.error(path, section.line, "C019", f"No se conoce la medida «{measure}»; usa: {', '.join(MEASURES)}.")
    filters = {name: value for name, value in section.attributes.items() if name != "medida"}
    for name, value in filters.items():
        if name not in FILTERS or not FILTERS[name].fullmatch(value):
            findings.error(
                path, section.line, "C019", f"No se conoce el filtro «{name}={value}»; usa: {', '.join(FILTERS)}."
            )
    return Indicator(
        id=section.id,
        name=section.title,
        measure=measure,
        filters=filters,
        **{name: rows.get(name, "") for name in ROWS.values()},
    )
