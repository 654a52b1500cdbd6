"""The pages of statistics, their files, and whose numbers they show."""

import csv
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, event

from app.accounts.models import Role, Sex
from app.enrolment.models import ItemCompletion
from app.enrolment.operations import complete_lesson
from app.record.models import Act
from app.shared.clock import now
from tests.factories import (
    COURSE_FILES,
    finish_course,
    make_enrolment,
    make_organisation,
    make_person,
    publish,
    sign_in,
)
from tests.pages import words

SPRING = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
MONTHS = {
    "2026-03": "mar 2026",
    "2026-04": "abr 2026",
    "2026-05": "may 2026",
    "2026-06": "jun 2026",
    "2026-07": "jul 2026",
}
SUMMER = datetime(2026, 7, 10, 18, 0, tzinfo=UTC)


def second_course(title="Curso de archivos"):
    front = COURSE_FILES["curso.md"].decode().replace("PRU01", "PRU02").replace("eje: 1", "eje: 3")
    front = front.replace("titulo: Curso de prueba", f'titulo: "{title}"').replace(
        "acceso-a-la-informacion", "archivos"
    )
    return {**COURSE_FILES, "curso.md": front.encode()}


@pytest.fixture
def region(session, pages, north):
    """The region's coordinator, signed in."""
    person = make_person(session, "region@pruebas.example", north, roles=[(Role.COORDINATOR, None)])
    sign_in(pages, person)
    return person


def coordinator_of(session, pages, organisation):
    person = make_person(session, "coordina@pruebas.example", organisation, roles=[(Role.COORDINATOR, organisation)])
    sign_in(pages, person)
    return person


def train(session, live, organisation, n, *, sex=Sex.UNANSWERED, at=SPRING, accredit=True, prefix="p"):
    """Enrol ``n`` new people, and accredit them or leave them started."""
    for number in range(n):
        email = f"{prefix}{number}-{organisation.slug}-{live.slug}@pruebas.example"
        person = make_person(session, email, organisation, sex=sex, name=f"Persona {prefix} {number}")
        enrolment = make_enrolment(session, person, live, at)
        if accredit:
            finish_course(session, enrolment, live, at)
        else:
            complete_lesson(session, enrolment.id, live.content.items[0].key, now=at)
            session.commit()


def table(page, caption):
    """A table of the page by its caption: rows of texts, the header first."""
    found = [t for t in page.all("table") if t.caption.get_text(strip=True) == caption]
    assert len(found) == 1, caption
    return [[words(cell) for cell in row.select("th, td")] for row in found[0].select("tr")]


def file_of(pages, endpoint, **values):
    """A file that a link gives."""
    response = pages.client.get(pages.url(endpoint, **values))
    assert response.status_code == 200
    return response


def figures(page):
    return {
        stat.select_one(".stat-label").get_text(strip=True): words(stat.select_one(".stat-value"))
        for stat in page.all(".stat")
    }


def test_without_enrolments_the_page_says_so(pages, region):
    page = pages.get("insights.statistics")

    assert "Todavía no hay nada que contar" in page.text


def test_the_region_sees_every_number_with_its_definition(session, pages, region, north, south):
    live, other = publish(session), publish(session, second_course(), "archivos")
    train(session, live, north, 3)
    train(session, live, south, 1, accredit=False)
    train(session, other, south, 1)

    page = pages.get("insights.statistics")

    assert figures(page) == {
        "Inscripciones": "5",
        "Iniciadas": "5",
        "Concluidas": "4",
        "Acreditadas": "4",
        "Horas acreditadas": "24 h",
        "Personas capacitadas": "4",
        "Tasa de acreditación": "80 %",
        "Eficiencia terminal": "80 %",
    }
    assert [row[0] for row in table(page, "Por curso")[1:]] == ["Curso de archivos", "Curso de prueba", "Total"]
    assert table(page, "Por curso")[2][1:8] == ["4", "4", "3", "3", "0", "18 h", "3"]
    assert table(page, "Por organización")[1][:5] == ["Organización Norte", "3", "3", "3", "3"]
    assert table(page, "Por mes")[1][:2] == ["mar 2026", "5"]
    for link in page.all('.stat a[href^="#definicion-"]'):
        assert page.all(link["href"])


def test_an_organisation_sees_its_own_and_the_region_as_one(session, pages, north, south):
    live = publish(session)
    train(session, live, north, 2)
    train(session, live, south, 3)
    coordinator_of(session, pages, north)

    own = pages.get("insights.statistics")
    whole = pages.get("insights.statistics", organizacion="region")

    assert figures(own)["Acreditadas"] == "2"
    assert figures(whole)["Acreditadas"] == "5"
    for page in (own, whole):
        assert "Organización Sur" not in page.text
        assert "Por organización" not in page.text
    pages.get("insights.statistics", organizacion="sur", status=422)


def test_who_coordinates_two_organisations_sees_both_apart(session, pages, north, south):
    live = publish(session)
    make_organisation(session, "este", "Organización Este")
    train(session, live, north, 1)
    train(session, live, south, 2)
    person = make_person(
        session, "dos@pruebas.example", north, roles=[(Role.COORDINATOR, north), (Role.COORDINATOR, south)]
    )
    sign_in(pages, person)

    both = pages.get("insights.statistics")
    one = pages.get("insights.statistics", organizacion="sur")

    assert [row[0] for row in table(both, "Por organización")[1:]] == [
        "Organización Norte",
        "Organización Sur",
        "Total",
    ]
    assert figures(one)["Acreditadas"] == "2"
    pages.get("insights.statistics", organizacion="este", status=422)


def test_filters_narrow_what_is_counted(session, pages, region, north, south):
    live, other = publish(session), publish(session, second_course(), "archivos")
    train(session, live, north, 2)
    train(session, other, south, 1, at=SUMMER)

    def counted(**filters):
        return figures(pages.get("insights.statistics", **filters))["Acreditadas"]

    assert counted(curso="archivos") == "1"
    assert counted(eje=1) == "2"
    assert counted(tema="archivos") == "1"
    assert counted(perspectiva="genero") == "3"
    assert counted(organizacion="norte") == "2"
    assert counted(desde="2026-04") == "1"
    assert counted(hasta="2026-06") == "2"
    assert counted(eje=1, desde="2026-01", hasta="2026-12") == "2"


def test_nobody_is_accredited_in_a_period_for_what_began_in_another(session, pages, region, north):
    live = publish(session)
    person = make_person(session, "una@pruebas.example", north)
    enrolment = make_enrolment(session, person, live, SPRING)
    complete_lesson(session, enrolment.id, live.content.items[0].key, now=SPRING)
    finish_course(session, enrolment, live, SUMMER)
    train(session, live, north, 1, at=SPRING, accredit=False)

    page = pages.get("insights.statistics", desde="2026-07", hasta="2026-07")

    assert figures(page)["Acreditadas"] == "1"
    assert figures(page)["Iniciadas"] == "0"
    assert figures(page)["Tasa de acreditación"] == "50 %"


def test_people_are_not_counted_where_they_would_be_repeated(session, pages, region, north):
    train(session, publish(session), north, 2)

    def people(**filters):
        return figures(pages.get("insights.statistics", **filters))["Personas capacitadas"]

    assert people() == "2"
    assert people(desde="2026-01", hasta="2026-12") == "2"
    assert people(desde="2026-01") == ("2" if now().year == 2026 else "—")
    assert people(desde="2026-02") == "—"
    assert people(eje=1, tema="acceso-a-la-informacion") == "—"
    assert people(curso="curso-de-prueba", eje=1) == "2"
    assert "sin repetirlas" in pages.get("insights.statistics", desde="2026-02").text


@pytest.mark.parametrize("months", [{"desde": "marzo"}, {"desde": "2026-05", "hasta": "2026-04"}])
def test_months_that_make_no_period_are_refused(pages, region, months):
    page = pages.get("insights.statistics", **months, status=422)

    assert page.soup.title.get_text().startswith("Error")
    assert page.all(".error-summary a")
    pages.get("insights.download", name="cursos", kind="csv", **months, status=400)


def test_small_groups_are_not_told_by_sex(session, pages, region, north, south):
    live = publish(session)
    train(session, live, north, 6, sex=Sex.WOMAN, prefix="m")
    train(session, live, north, 2, sex=Sex.NON_BINARY, prefix="n")
    train(session, live, south, 7, sex=Sex.MAN, prefix="h")

    page = pages.get("insights.statistics")

    row = dict(zip(*table(page, "Acreditaciones por curso y sexo")[:2], strict=True))
    assert row["No binario"] == "oculto"
    assert list(row.values()).count("oculto") >= 2
    assert row["Total"] == "15"
    assert "oculto" in str(table(page, "Acreditaciones por organización y sexo"))


def test_the_month_that_runs_is_not_told_by_sex(session, pages, region, north):
    train(session, publish(session), north, 6, sex=Sex.WOMAN, at=now())

    page = pages.get("insights.statistics")

    assert "Todavía no hay acreditaciones en meses cerrados" in page.text


def test_files_hold_what_the_screen_shows(session, pages, region, north, south):
    live, other = publish(session), publish(session, second_course(), "archivos")
    train(session, live, north, 5, sex=Sex.WOMAN)
    train(session, live, south, 2, sex=Sex.MAN, accredit=False)
    train(session, other, south, 1, sex=Sex.MAN, at=SUMMER)
    page = pages.get("insights.statistics", desde="2026-01")
    captions = {
        "cursos": "Por curso",
        "organizaciones": "Por organización",
        "meses": "Por mes",
        "cursos-por-sexo": "Acreditaciones por curso y sexo",
        "organizaciones-por-sexo": "Acreditaciones por organización y sexo",
    }

    for name, caption in captions.items():
        shown = table(page, caption)
        links = [a["href"] for a in page.all(f'a[href*="/estadisticas/{name}."]')]
        text = file_of(pages, links[0]).get_data().decode("utf-8")
        assert text.startswith("\ufeff")
        rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
        book = load_workbook(BytesIO(file_of(pages, links[1]).get_data()))
        cells = list(book.worksheets[0].iter_rows(values_only=True))
        assert rows[0] == list(cells[0])
        assert [list(map(as_value, row)) for row in cells[1:]] == [list(map(as_value, row)) for row in rows[1:]]
        assert [as_screen(rows[0], row) for row in rows[1:]] == [list(map(as_plain, row)) for row in shown[1:]]


def as_value(value):
    """A cell as a value: numbers of the CSV as the workbook holds them, to four decimals; nothing is an empty text."""
    try:
        return round(float(value), 4)
    except (TypeError, ValueError):
        return value or ""


def as_screen(header, row):
    """A CSV row as the screen tells it: a rate and its two numbers in one cell."""
    told = []
    for name, value in zip(header, row, strict=True):
        if name.endswith(": parte"):
            told[-1] = f"{int(float(told[-1]) * 100 + 1e-9)} % ({value}" if told[-1] else ""
        elif name.endswith(": total"):
            told[-1] = f"{told[-1]} de {value})" if told[-1] else ""
        else:
            told.append(MONTHS.get(value, value))
    return told


def as_plain(text):
    """A screen's cell without its unit; a dash is nothing."""
    return "" if text == "—" else text.removesuffix(" h")


def test_a_workbook_says_what_its_numbers_are_and_what_was_counted(session, pages, region, north):
    train(session, publish(session), north, 2)

    response = file_of(pages, "insights.download", name="cursos", kind="xlsx", eje="1")

    sheet = load_workbook(BytesIO(response.get_data())).worksheets[1]
    told = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "Acceso a la información" in told
    assert "Tasa de acreditación" in told
    assert "Fecha de corte" in told
    assert response.headers["Content-Disposition"].startswith('attachment; filename="aula-norte-cursos-')


def test_a_title_that_looks_like_a_formula_stays_text(session, pages, region, north):
    live = publish(session, second_course("=2+5 veces el archivo"), "archivos")
    train(session, live, north, 1)

    text = file_of(pages, "insights.download", name="cursos", kind="csv").get_data(as_text=True)
    book = load_workbook(BytesIO(file_of(pages, "insights.download", name="cursos", kind="xlsx").get_data()))

    assert "\n'=2+5 veces el archivo," in text
    assert book.worksheets[0]["A2"].value == "=2+5 veces el archivo"
    assert book.worksheets[0]["A2"].data_type != "f" or book.worksheets[0]["A2"].quotePrefix


def test_a_table_that_is_not_there_is_not_found(session, pages, region):
    pages.get("/estadisticas/otra.csv", status=404)


def test_only_coordinators_open_statistics(session, pages, north):
    sign_in(pages, make_person(session, "nadie@pruebas.example", north))

    for path in ("/estadisticas", "/estadisticas/cursos.csv", "/estadisticas/personas", "/estadisticas/personas.csv"):
        pages.get(path, status=403)


def test_the_page_costs_the_same_for_one_organisation_and_thirty(session, pages, region, north, count_queries):
    live = publish(session)
    train(session, live, north, 1)
    pages.get("insights.statistics")
    with count_queries(session) as first:
        pages.get("insights.statistics")
    for number in range(29):
        train(session, live, make_organisation(session, f"org-{number}", f"Organización {number}"), 1)

    with count_queries(session) as second:
        page = pages.get("insights.statistics")

    assert len(table(page, "Por organización")) == 32
    assert second.n == first.n


def test_the_page_reads_counters_and_nothing_that_grows_with_enrolments(session, pages, region, north):
    train(session, publish(session), north, 2)
    session.execute(delete(ItemCompletion))
    seen = []
    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", lambda c, cur, statement, *rest: seen.append(statement))

    pages.get("insights.statistics")

    assert any("tally" in statement for statement in seen)
    for table_name in ("enrolment", Act.__tablename__, "trained_person", "item_completion", "attempt"):
        assert not any(re.search(rf"\bFROM {table_name}\b", statement) for statement in seen), table_name
