"""Checks a branching case against the programme, and its craft."""

from app.content.case import n_decisions
from app.content.case_clock import latest_moment
from app.content.findings import Findings
from app.content.model import Case
from app.content.programme import CALENDAR, Programme

DECISIONS, ENDINGS, OPTIONS = (5, 8), (2, 4), (2, 4)


def check_case(case: Case, path: str, programme: Programme, findings: Findings) -> None:
    """Its deadlines must be in the table, and the years that the case may reach in the calendar."""
    named = [(case.line, case.deadline), *((scene.line, scene.deadline or scene.extension) for scene in case.scenes)]
    for line, deadline in named:
        if deadline and deadline not in programme.references.deadlines:
            findings.error(path, line, "V007", f"El plazo «{deadline}» no está en plazos.yaml: revisa cómo se llama.")
    latest = latest_moment(case, programme.calendar)
    if case.starts_at is None or latest is None:
        return
    for year in range(case.starts_at.year, latest.year + 1):
        if year not in programme.calendar.years:
            findings.error(
                path,
                case.line,
                "V016",
                f"El caso «{case.key}» llega a {year}, y {CALENDAR} no tiene los días inhábiles de ese año: agrégalos.",
            )


def check_case_craft(case: Case, path: str, findings: Findings) -> None:
    """A case of a bearable length: too few decisions tell little, too many tire."""

    def warn(line: int, what: str, low: int, high: int) -> None:
        findings.warn(path, line, "R005", f"{what}: lo mejor son de {low} a {high}.")

    length = n_decisions(case.scenes)
    n_endings = sum(scene.is_ending for scene in case.scenes)
    if not DECISIONS[0] <= length <= DECISIONS[1]:
        warn(case.line, f"«{case.key}» tiene {length} decisiones de principio a fin", *DECISIONS)
    if not ENDINGS[0] <= n_endings <= ENDINGS[1]:
        warn(case.line, f"«{case.key}» tiene {n_endings} finales", *ENDINGS)
    for scene in case.scenes:
        if len(scene.decisions) > OPTIONS[1]:
            warn(scene.line, f"La escena «{scene.key}» tiene {len(scene.decisions)} decisiones", *OPTIONS)
