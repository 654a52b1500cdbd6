"""A course read from its files, and what may happen to those files."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.content.check import Source, check_course
from app.content.course import digest, parse_course
from app.content.load import course_folders, read_folder
from app.content.model import Lesson, Quiz, SelfCheck
from app.content.programme import parse_programme
from tests.content.samples import (
    COURSE,
    JPG,
    PNG,
    PROGRAMME,
    SVG,
    WEBP,
    edited,
    everything_found,
    sound_course,
    sound_programme,
)

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = sorted(path for path in COURSE if path.endswith(".md"))


def test_a_course_holds_what_its_front_matter_says():
    course = sound_course()

    assert (course.slug, course.code, course.title) == ("curso-de-prueba", "007", "Curso de prueba")
    assert (course.eje, course.strategies, course.themes) == (1, ("1.1",), ("acceso-a-la-informacion",))
    assert (course.hours, course.level, course.law_read_on) == (Decimal("1.5"), "basico", date(2026, 2, 28))
    assert (course.requirements, course.prior_knowledge, course.open) == ((), "", True)
    assert course.presentation_html == "<p>Presentación del curso.</p>"
    assert course.images == {"ruta.svg": SVG, "foto.png": PNG, "foto.jpg": JPG, "foto.webp": WEBP}


def test_items_come_in_reading_order_and_are_found_by_key():
    course = sound_course()

    keys = ["primera/uno", "primera/dos", "primera/evaluacion", "segunda/tres", "examen"]
    assert [item.key for item in course.items] == keys
    assert [course.item(key).key for key in keys] == keys
    assert course.item("otra/cosa") is None
    assert course.lesson("primera", "dos").title == "Lección dos"
    assert course.lesson("primera", "evaluacion") is None
    assert course.quiz("examen").is_exam
    assert not course.quiz("primera/evaluacion").is_exam
    assert course.quiz("primera/uno") is None
    assert [lesson.slug for lesson in course.lessons()] == ["uno", "dos", "tres"]
    assert [quiz.key for quiz in course.quizzes()] == ["primera/evaluacion", "examen"]
    assert all(isinstance(item, Lesson | Quiz) for item in course.items)


def test_a_course_may_do_without_exam():
    course = sound_course({path: data for path, data in COURSE.items() if path != "examen.md"})

    assert course.exam is None
    assert [quiz.key for quiz in course.quizzes()] == ["primera/evaluacion"]
    assert course.items[-1].key == "segunda/tres"


def test_a_quiz_holds_its_rules_and_their_defaults():
    course = sound_course(edited("01-primera/evaluacion.md", "aprobacion: 60\nintentos: 2\nespera: 30\n", ""))
    exam, quiz = course.exam, course.units[0].quiz

    assert (exam.pass_mark, exam.max_attempts, exam.wait_minutes, exam.time_limit_minutes, exam.n_drawn) == (
        0.8,
        3,
        60,
        40,
        2,
    )
    assert (quiz.pass_mark, quiz.max_attempts, quiz.wait_minutes, quiz.time_limit_minutes, quiz.n_drawn) == (
        0.8,
        0,
        0,
        None,
        8,
    )
    assert quiz.question("corta").key == "corta"
    assert quiz.question("otra") is None


def test_a_lesson_alternates_text_and_self_checks():
    lesson = sound_course().lesson("primera", "uno")

    before, check, after = lesson.body
    assert isinstance(check, SelfCheck)
    assert [question.key for question in lesson.self_check_questions] == ["para-que", "quien"]
    assert '<h2 id="s-por-que-importa">' in before
    assert 'src="/cursos/curso-de-prueba/imagenes/' in before
    assert 'href="/cursos/curso-de-prueba/primera/dos#s-para-llevar"' in after
    assert 'href="#s-por-que-importa"' in after
    assert "Al pie." in after


def test_a_self_check_right_under_a_paragraph_is_not_lost():
    text = "Uno\n```quiz\n## ¿Sí? {#si}\n= sí\n\n> Sí.\n```\nDos\n---\n"
    lesson = sound_course(edited("02-segunda/01-tres.md", "Fin.\n", text)).lesson("segunda", "tres")

    assert [type(part).__name__ for part in lesson.body] == ["str", "SelfCheck", "str"]
    assert lesson.body[0] == "<p>Uno</p>"


EXAMPLE = "```quiz\n## ¿Sí? {#si}\n= sí\n\n> Sí.\n```\n"


@pytest.mark.parametrize("fence", ["````markdown texto", "````markdown", "`````", "~~~markdown pregunta uno"])
def test_a_self_check_inside_a_fence_is_an_example(fence):
    sign = fence.partition("markdown")[0]
    text = f"Uno\n\n{fence}\n{EXAMPLE}{sign}\n\n{EXAMPLE.replace('si}', 'otra}')}\nDos\n"
    lesson = sound_course(edited("02-segunda/01-tres.md", "Fin.\n", text)).lesson("segunda", "tres")

    assert [type(part).__name__ for part in lesson.body] == ["str", "SelfCheck", "str"]
    assert [question.key for question in lesson.self_check_questions] == ["otra"]
    assert "<pre><code>```quiz\n## ¿Sí? {#si}" in lesson.body[0]


def test_an_example_stands_in_a_box_too():
    inside = "".join(f"    {line}\n" for line in f"````markdown texto\n{EXAMPLE}````".split("\n"))
    lesson = sound_course(edited("02-segunda/01-tres.md", "Fin.\n", f'!!! nota "Así"\n{inside}')).lesson(
        "segunda", "tres"
    )

    assert lesson.self_check_questions == ()
    assert "<pre><code>```quiz" in lesson.body[0]


def test_a_self_check_is_not_hidden_by_a_fence_that_is_never_closed():
    text = f"````markdown\nUno\n\n{EXAMPLE}"
    lesson = sound_course(edited("02-segunda/01-tres.md", "Fin.\n", text)).lesson("segunda", "tres")

    assert [question.key for question in lesson.self_check_questions] == ["si"]


def test_a_self_check_in_four_signs_is_lost_and_says_so():
    found = everything_found(edited("02-segunda/01-tres.md", "Fin.\n", f"````quiz\n{EXAMPLE}````\n"))

    assert "C037" in [finding.code for finding in found]


def test_units_and_lessons_are_ordered_by_number_not_by_letters():
    files = {**COURSE, "01-primera/10-diez.md": COURSE["01-primera/02-dos.md"]}
    files["01-primera/9-nueve.md"] = COURSE["01-primera/02-dos.md"]
    files["010-ultima/unidad.md"] = COURSE["02-segunda/unidad.md"]
    files["010-ultima/1-a.md"] = COURSE["02-segunda/01-tres.md"]
    course = sound_course(files)

    assert [lesson.slug for lesson in course.units[0].lessons] == ["uno", "dos", "nueve", "diez"]
    assert [unit.slug for unit in course.units] == ["primera", "segunda", "ultima"]


def test_front_matter_means_what_it_says():
    files = edited("01-primera/02-dos.md", "Lección dos", "No")
    files = edited("02-segunda/01-tres.md", "Tres", "12:30 ", files)
    files = edited("02-segunda/unidad.md", "Segunda unidad", "'null'", files)
    course = sound_course(edited("examen.md", "Examen final", '"1.10"', files))

    assert course.lesson("primera", "dos").title == "No"
    assert course.lesson("segunda", "tres").title == "12:30"
    assert course.units[1].title == "null"
    assert course.exam.title == "1.10"


def test_line_ends_and_a_byte_order_mark_do_not_matter():
    course = sound_course()
    windows = {p: b"\xef\xbb\xbf" + d.replace(b"\n", b"\r\n") if p.endswith(".md") else d for p, d in COURSE.items()}
    other = sound_course(windows)

    assert other.digest != course.digest
    assert other.exam == course.exam
    here, there = (repr(item.units).replace(item.digest[:12], "") for item in (course, other))
    assert here == there


@given(st.permutations(sorted(COURSE)))
def test_the_digest_does_not_depend_on_the_order_of_the_files(order):
    assert digest({path: COURSE[path] for path in order}) == digest(COURSE)


@given(st.sampled_from(sorted(COURSE)), st.data())
def test_the_digest_changes_with_any_byte(path, data):
    content = bytearray(COURSE[path])
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))

    assert digest({**COURSE, path: bytes(content)}) != digest(COURSE)


@given(st.sampled_from(sorted(COURSE)), st.text(min_size=1))
def test_the_digest_changes_with_any_path_and_any_file_more_or_less(path, name):
    renamed = {name if key == path else key: data for key, data in COURSE.items()}
    fewer = {key: data for key, data in COURSE.items() if key != path}
    digests = {digest(COURSE), digest(fewer), digest({**fewer, path: COURSE[path] + b"\n"})}

    assert len(digests) == 3
    assert name in COURSE or digest(renamed) not in digests


def test_the_digest_does_not_confuse_where_a_file_ends():
    assert digest({"a": b"bc", "d": b""}) != digest({"a": b"b", "cd": b""})
    assert digest({"a": b"x"}) == digest({"a": b"x"})
    assert digest({"nombre-\udcff.md": b""})


@given(st.dictionaries(st.sampled_from(sorted(COURSE)) | st.text(), st.binary(max_size=400), max_size=6), st.text())
@SLOW
def test_arbitrary_files_are_read_without_an_exception(files, slug):
    course, findings = parse_course(files, slug)

    assert (course is None) == any(finding.is_error for finding in findings)


SIGNS = [
    *("---", "```quiz", "```", "[[", "]]", "[x]", "≠", "{#", "}", "norma:", "±", "https://", "<b>", "<!--", "&a", "*a"),
    *"\\…é\t\r\0\ue000",
    *("- [x] ", "- [ ] a", "= a", "≠ b", "| a |", "|---|---|", "> ", "1. a", "## ¿? {#a}", "[a](b)", "!!! nota"),
    *('??? respuesta "a"', "    ", "a: b: c", "- ", "[^1]", "[^1]: a", "*[a]: b"),
]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """The small course after a few accidents: bytes changed, lines moved, lost or repeated, signs put in."""
    files = dict(COURSE)
    signs = st.sampled_from(SIGNS) | st.text(max_size=8)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(TEXTS))
        lines = files[path].decode(errors="replace").split("\n")
        position = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["put", "lose", "twice", "move", "within", "cut", "byte"])):
            case "put":
                lines.insert(position, draw(signs))
            case "lose":
                del lines[position]
            case "twice":
                lines.insert(position, lines[position])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(position))
            case "within":
                at = draw(st.integers(0, len(lines[position])))
                lines[position] = lines[position][:at] + draw(signs) + lines[position][at:]
            case "cut":
                lines[position] = lines[position][: draw(st.integers(0, len(lines[position])))]
            case "byte":
                files[path] = draw(st.binary(max_size=3)) + files[path]
                continue
        files[path] = "\n".join(lines).encode(errors="surrogatepass")
    return files


@given(mutated())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_course_after_accidents_is_read_and_checked_without_an_exception(files):
    course, findings = parse_course(files, "curso-de-prueba")

    assert (course is None) == any(finding.is_error for finding in findings)
    for finding in findings:
        assert (
            1
            <= finding.line
            <= files.get(finding.path, b"").count(b"\n") + files.get(finding.path, b"").count(b"\r") + 2
        )
        assert finding.column >= 1
    if course is not None:
        check_course(Source(course, files), PROGRAMME_READ)


PROGRAMME_READ = sound_programme()


@given(st.sampled_from(sorted(PROGRAMME)), st.binary(max_size=60), st.integers(0, 2000))
@SLOW
def test_a_programme_after_accidents_is_read_without_an_exception(path, data, position):
    text = PROGRAMME[path]
    at = position % len(text)

    programme, findings = parse_programme({**PROGRAMME, path: text[:at] + data + text[at:]})

    assert (programme is None) == any(finding.is_error for finding in findings)


@pytest.mark.parametrize(
    "yaml",
    [
        "a: " + "[" * 100_000,
        "a: " + "{a: " * 900 + "}" * 900,
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
        "a: &a [*a]",
        "a: !!bool x\nb: !!timestamp x\nc: !!int x",
        f"a: 0x{'f' * 100_000}",
        "a: !!python/object/apply:os.system [ls]",
        "<<: {a: b}",
        "%YAML 9.9",
        "a: 1\n...\nb: 2",
    ],
)
def test_hostile_yaml_is_told_and_does_not_hurt(yaml):
    files = edited("02-segunda/unidad.md", "titulo: Segunda unidad", yaml)

    assert {finding.path for finding in everything_found(files)} == {"02-segunda/unidad.md"}


def test_only_the_head_of_a_large_file_is_read(tmp_path):
    (tmp_path / "examen.md").write_bytes(b"a" * (50 * 1024 * 1024))
    (tmp_path / "imagenes").mkdir()
    (tmp_path / "imagenes" / "grande.png").write_bytes(PNG * 1024 * 1024)

    files = read_folder(tmp_path)

    assert {path: len(data) for path, data in files.items()} == {
        "examen.md": 1024 * 1024 + 1,
        "imagenes/grande.png": 1024 * 1024 + 1,
    }
    assert {finding.code for finding in parse_course(files, "a")[1]} >= {"C001"}


def test_a_folder_is_read_as_it_stands_without_hidden_files_and_links(tmp_path):
    for path, data in COURSE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("secreto")
    (tmp_path / "~curso.md").write_text("borrador")
    (tmp_path / "01-primera" / "03-otra.md").symlink_to("/etc/hostname")

    assert read_folder(tmp_path) == COURSE


def test_a_file_name_that_is_not_unicode_is_told(tmp_path):
    (tmp_path / "leccion-\udcff.md").write_bytes(b"hola")

    ((finding, *_),) = [parse_course(read_folder(tmp_path), "a")[1]]

    assert finding.path.encode()


def test_a_library_names_its_courses_but_not_the_programme(tmp_path):
    for name in ("b-curso", "a-curso", "_programa", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / "leeme.md").write_text("hola")

    assert [folder.name for folder in course_folders(tmp_path)] == ["a-curso", "b-curso"]
