"""The trainer's commands."""

import json
from dataclasses import replace

import pytest

from app.catalog.published import live_course
from tests.catalog.test_publishing import write
from tests.factories import COURSE_FILES, PROGRAMME_FILES


@pytest.fixture
def library(app, session, tmp_path, monkeypatch):
    """The small library, which the application's settings and AULA_COURSES point to."""
    write(tmp_path / "_programa", PROGRAMME_FILES)
    write(tmp_path / "curso-de-prueba", COURSE_FILES)
    held = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(held, courses=tmp_path))
    monkeypatch.setenv("AULA_COURSES", str(tmp_path))
    return tmp_path


@pytest.fixture
def aula(app, session):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=list(words))


def test_a_sound_library_passes_the_check(aula, library):
    answer = aula("courses", "check")

    assert answer.exit_code == 0, answer.output
    assert answer.output == "1 cursos, 0 errores, 0 avisos\n"


def test_a_finding_names_file_line_and_column(aula, library):
    lesson = library / "curso-de-prueba" / "01-primera" / "02-dos.md"
    lesson.write_bytes(lesson.read_bytes() + b"\nMira [art. 999](norma:ley-2025#999).\n")

    answer = aula("courses", "check", str(library))

    assert answer.exit_code == 1
    path = library / "curso-de-prueba" / "01-primera" / "02-dos.md"
    assert answer.output.startswith(f"{path}:9:6 V002 El artículo 999 no existe")


def test_sync_publishes_and_says_what_it_did(aula, library, session):
    first, second = aula("courses", "sync"), aula("courses", "sync")

    assert "curso-de-prueba: edición 1 publicada" in first.output
    assert "curso-de-prueba: sin cambios (edición 1)" in second.output
    assert (first.exit_code, second.exit_code) == (0, 0)


def test_sync_refuses_a_broken_course_and_exits_with_one(aula, library, session):
    aula("courses", "sync")
    (library / "curso-de-prueba" / "examen.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")

    answer = aula("courses", "sync")

    assert answer.exit_code == 1
    assert "examen.md:1:1 C003 El archivo no es texto UTF-8" in answer.output
    assert "curso-de-prueba: rechazado; sigue la edición 1" in answer.output


def test_export_writes_the_live_editions_files(aula, library, tmp_path, session):
    aula("courses", "sync")
    target = tmp_path / "salida"

    assert aula("courses", "export", "curso-de-prueba", str(target)).exit_code == 0

    assert (target / "curso.md").read_bytes() == COURSE_FILES["curso.md"]
    assert "no está vacía" in aula("courses", "export", "curso-de-prueba", str(target)).output
    assert "No hay un curso" in aula("courses", "export", "otro", str(target / "x")).output


def test_export_to_where_nothing_can_be_written_is_one_sentence(aula, library, session):
    aula("courses", "sync")

    answer = aula("courses", "export", "curso-de-prueba", "/dev/null/salida")

    assert answer.exit_code == 2
    assert answer.output == "No se puede escribir en /dev/null/salida: elige otra carpeta.\n"


def test_retire_stops_offering_a_course(aula, library, session):
    aula("courses", "sync")

    assert aula("courses", "retire", "curso-de-prueba").output == "curso-de-prueba: retirado\n"
    assert live_course(session, "curso-de-prueba") is None
    assert aula("courses", "retire", "curso-de-prueba").exit_code == 1


def test_stats_counts_each_course_and_all_of_them(aula, library):
    answer = aula("courses", "stats")

    lines = [line.split() for line in answer.output.splitlines()]
    assert answer.exit_code == 0, answer.output
    assert lines[1][:3] == ["curso-de-prueba", "2", "3"]
    assert lines[2] == ["total", *lines[1][1:]]
    assert lines[4][:3] == ["reactivos", "por", "tipo"]
    assert sum(map(int, lines[5][1:])) == int(lines[1][6])


def test_stats_for_programs_names_the_provisions(aula, library):
    [course] = json.loads(aula("courses", "stats", str(library), "--json").output)

    assert (course["curso"], course["lecciones"]) == ("curso-de-prueba", 3)
    assert course["disposiciones"] == ["ley-2025#1", "ley-2025#15-bis", "ley-2025#134"]


def test_stats_of_a_broken_course_says_where_to_look(aula, library):
    (library / "curso-de-prueba" / "curso.md").unlink()

    answer = aula("courses", "stats")

    assert answer.exit_code == 1
    assert "aula courses check" in answer.output
