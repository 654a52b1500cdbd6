"""Markdown becomes clean HTML: what a trainer may write, and nothing that could hurt who reads it."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.course import parse_course
from app.content.findings import Findings
from app.content.model import AnyQuestion, Cloze, Course
from app.content.questions import QuestionReader
from app.content.rendering import ATTRIBUTES, TAGS, Addresses, Renderer, anchor_id, clean, plain
from tests.content.samples import CHOICE, CLOZE, COURSE, MATCHING, ORDERING, SHORT

VECTORS = Path(__file__).with_name("xss_vectors.txt").read_text("utf-8").removesuffix("\n").split("\n%\n")
PATH = "01-a/01-b.md"
SAFE = re.compile(r"https://|mailto:|/(?!/)|#", re.IGNORECASE)
ALLOWED = {name for names in ATTRIBUTES.values() for name in names} | {"class"}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(Addresses("curso", "d" * 64))


def assert_harmless(html: str) -> None:
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in TAGS, html
        assert set(tag.attrs) <= ALLOWED, html
        for address in (tag.get("href"), tag.get("src")):
            assert address is None or SAFE.match(address), html
        assert "src" not in tag.attrs or tag["src"].startswith("/cursos/"), html


def htmls_of(course: Course) -> list[str]:
    """Every HTML text of a course but those of its questions."""
    texts = [part for lesson in course.lessons() for part in lesson.body if isinstance(part, str)]
    return [course.presentation_html, *(unit.intro_html for unit in course.units), *texts]


def htmls_in(question: AnyQuestion) -> list[str]:
    """Every HTML text of a question."""
    found = [question.prompt_html, question.stem_html, question.feedback_html]
    for name in ("options", "choices", "pairs", "items", "mistakes"):
        for item in getattr(question, name, ()):
            found += [getattr(item, field, "") for field in ("text_html", "left_html", "feedback_html")]
    if isinstance(question, Cloze):
        found += [part for part in question.parts if isinstance(part, str)]
        found += [option.text_html for gap in question.gaps for option in gap.options]
    return found


def test_there_are_enough_vectors():
    assert len(set(VECTORS)) == len(VECTORS) >= 100


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_does_nothing_in_a_text_or_a_line(renderer, vector):
    for html in (
        renderer.blocks(vector, PATH),
        renderer.passage(vector, PATH),
        renderer.inline(vector, PATH),
        renderer.blocks(f'!!! nota "{vector.splitlines()[0]}"\n    ' + vector.replace("\n", "\n    "), PATH),
        renderer.blocks(f"- a\n\n{vector}\n\n| {vector.splitlines()[0]} |\n|---|\n| b |", PATH),
        renderer.blocks("> " + vector.replace("\n", "\n> "), PATH),
    ):
        assert_harmless(html)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_does_nothing_in_a_question(renderer, vector):
    line = vector.splitlines()[0]
    cell = line.replace("|", "\\|")
    texts = (
        CHOICE.replace("20 días naturales", line)
        .replace("Es la ampliación.", line)
        .replace("¿Cuál es el plazo?", line),
        SHORT.replace("Esa *revisa*.", line).replace("Es el sujeto obligado.", line),
        MATCHING.replace("Comité", cell).replace("Sanciona", cell).replace("También recibe.", cell),
        ORDERING.replace("Registrar", line).replace("Primero.", line),
        CLOZE.replace("El plazo", line).replace("> Veinte", f"> {line}"),
        CLOZE.replace("sancionar", re.sub(r"[|\[\]]", "", line)),
        f"## Enunciado {{#titulo nivel=aplicar norma=ley-2025#1}}\n\n{vector}\n\n= a\n\n> {line}\n",
    )
    reader = QuestionReader(renderer, PATH, Findings(), graded=True)
    questions = [question for text in texts for question in reader.read(text, 1)]

    assert len(questions) >= 4
    for question in questions:
        for html in htmls_in(question):
            assert_harmless(html)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_does_nothing_in_a_whole_course(vector):
    self_check = f"\n```quiz\n## ¿Sí? {{#si}}\n- [x] {vector.splitlines()[0]}\n  > a\n- [ ] b\n  > c\n```\n"
    course, _ = parse_course(
        {
            **COURSE,
            "curso.md": COURSE["curso.md"] + b"\n" + vector.encode(),
            "02-segunda/unidad.md": COURSE["02-segunda/unidad.md"] + b"\n" + vector.encode(),
            "02-segunda/01-tres.md": COURSE["02-segunda/01-tres.md"] + f"{self_check}\n{vector}\n".encode(),
        },
        "curso",
    )

    checks = [question for lesson in course.lessons() for question in lesson.self_check_questions]
    for html in htmls_of(course) + [html for question in checks for html in htmls_in(question)]:
        assert_harmless(html)


@given(st.text())
@settings(deadline=None)
def test_any_text_is_rendered_harmless(text):
    assert_harmless(Renderer(Addresses("curso", "d" * 64)).blocks(text, PATH))


@given(st.lists(st.sampled_from([*"<>\"'[]()!&;:\\`*_#|{}=a \n", "javascript:", "onclick=", "script", "svg"])))
@settings(deadline=None, max_examples=200)
def test_any_mixture_of_signs_is_rendered_harmless(signs):
    renderer = Renderer(Addresses("curso", "d" * 64))
    assert_harmless(renderer.blocks("".join(signs), PATH))
    assert_harmless(renderer.inline("".join(signs), PATH))


@pytest.mark.parametrize(
    ("target", "address", "kind"),
    [
        ("norma:lgtaip-2025", "/normas/lgtaip-2025", "norma"),
        ("norma:lgtaip-2025#134", "/normas/lgtaip-2025#art-134", "norma"),
        ("norma:lgtaip-2025#65-VII", "/normas/lgtaip-2025#art-65", "norma"),
        ("norma:lgtaip\\-2025#15-bis", "/normas/lgtaip-2025#art-15-bis", "norma"),
        ("glosario:sujeto-obligado", "/glosario#sujeto-obligado", "glosario"),
        ("plazo:respuesta", "/plazos#respuesta", "plazo"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2", "externo"),
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2", "externo"),
        ("HTTPS://example.org/", "HTTPS://example.org/", "externo"),
        ("mailto:a@example.org", "mailto:a@example.org", "externo"),
        ("02-c.md", "/cursos/curso/a/c", None),
        ("../02-otra/01-d.md#Para-llevar", "/cursos/curso/otra/d#s-para-llevar", None),
        ("unidad.md", "/cursos/curso", None),
        ("../curso.md", "/cursos/curso", None),
        ("../examen.md", "/cursos/curso/examen", None),
        ("evaluacion.md", "/cursos/curso/a/evaluacion", None),
        ("#por-que-importa", "#s-por-que-importa", None),
        ("#s-por-que-importa", "#s-por-que-importa", None),
        ("", "#", None),
        ("../../otro/curso.md", "#", None),
        ("/salir", "#", None),
        ("ftp://example.org/", "#", None),
        ("glosario:no vale", "#", None),
    ],
)
def test_links_lead_where_their_words_say(renderer, target, address, kind):
    for html in (renderer.blocks(f"[a](<{target}>)", PATH), renderer.inline(f"[a](<{target}>)", PATH)):
        link = BeautifulSoup(html, "html.parser").a
        assert link["href"] == address
        assert link.get("class") == (None if kind is None else [kind])


def test_bare_addresses_and_mail_are_links(renderer):
    html = renderer.inline("<https://example.org/> y <a@example.org>", PATH)

    assert [link["href"] for link in BeautifulSoup(html, "html.parser").find_all("a")] == [
        "https://example.org/",
        "mailto:a@example.org",
    ]


def test_images_are_the_courses_own_and_change_address_with_its_digest(renderer):
    assert renderer.blocks("![Ruta](../imagenes/ruta.svg)", PATH) == (
        '<p><img alt="Ruta" src="/cursos/curso/imagenes/dddddddddddd/ruta.svg"></p>'
    )


def test_boxes_tables_code_and_footnotes_are_what_authors_know(renderer):
    page = BeautifulSoup(
        renderer.blocks(
            '!!! nota "Un *título*"\n    a\n\n    ```json\n    {"a": "<b>"}\n    ```\n\n'
            '???+ respuesta "Ver"\n    b\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\nUno[^1]\n\n[^1]: Dos\n\n3. tres\n',
            PATH,
        ),
        "html.parser",
    )

    assert page.select_one("div.admonition.nota > p.admonition-title > em").text == "título"
    assert page.select_one("div.nota pre").text == '{"a": "<b>"}'
    assert page.select_one("details.respuesta[open] > summary").text == "Ver"
    assert [head["scope"] for head in page.find_all("th")] == ["col", "col"]
    assert page.select_one("a.footnote-backref")["title"] == "Volver al texto"
    assert page.find("ol", start="3")
    assert not page.find(style=True)


def test_an_example_may_say_of_what_it_is(renderer):
    page = BeautifulSoup(
        renderer.blocks("Uno\n\n````markdown pregunta\n```\n<b>\n```\n````\n\nDos\n", PATH), "html.parser"
    )

    assert page.select_one("pre code").text == "```\n<b>\n```"
    assert [paragraph.text for paragraph in page.select("p")] == ["Uno", "Dos"]
    assert "<pre>" not in renderer.blocks('````markdown texto="1"\na\n````', PATH)


def test_two_texts_of_one_page_share_no_ids(renderer):
    note = "Uno[^1]\n\n[^1]: Dos"
    page = BeautifulSoup(renderer.blocks(note, PATH) + renderer.blocks(note, PATH), "html.parser")

    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids)) == 4


def test_a_line_is_never_a_block(renderer):
    for text in ("1. uno", "- uno", "# uno", "    uno", "a | b", "***"):
        assert renderer.inline(text, PATH) == text.strip()


SIGNS = [*"aé¿ 1.-+:;|#=!\"'()[]<>&\\`*_~^$%@/", "\u00a0", "\u00ad", "art. 134", "](norma:x#1)", "  ", "https://a.mx"]


@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
def test_the_short_way_of_a_line_writes_what_markdown_writes(text):
    renderer = Renderer(Addresses("curso", "d" * 64))
    text = f"Letra{text}".strip()

    assert renderer.blocks(text, PATH) + "\n<p>Fin.</p>" == renderer.blocks(f"{text}\n\nFin.", PATH)


def test_lists_without_end_are_shown_as_they_are_and_the_next_text_is_sound():
    renderer = Renderer(Addresses("curso", "d" * 64))
    deep = "\n".join(" " * 4 * number + "- a <b>" for number in range(300))

    html = renderer.blocks(deep, PATH)

    assert renderer.too_deep == {PATH}
    assert html.startswith("<pre>- a &lt;b&gt;")
    assert renderer.blocks("Hola", PATH) == "<p>Hola</p>"


def test_a_table_of_contents_is_not_made_inside_a_lesson(renderer):
    assert renderer.blocks("[TOC]\n\n## Uno", PATH).startswith("<p>[TOC]</p>")


def test_headings_are_named_without_accents_and_apart():
    assert anchor_id("¿Por qué importa?") == anchor_id("por-que-importa") == "s-por-que-importa"


def test_plain_text_has_its_signs_and_no_tags():
    assert plain("<p>A &amp; B &lt;c&gt;&nbsp;d <em>e</em>\n f &amp;lt;</p>") == "A & B <c> d e f &lt;"
    assert clean('<p class="nota" style="a" onclick="b">c</p><script>d</script>') == '<p class="">c</p>'


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,a", "http://example.org/", "vbscript:a", "file:///a"]
)
def test_the_last_word_on_addresses_is_the_cleaners(address):
    assert clean(f'<a href="{address}">a</a><img src="{address}" alt="b">') == '<a>a</a><img alt="b">'


def test_a_dash_stays_with_the_word_it_opens_or_closes_and_code_as_it_is(renderer):
    html = renderer.blocks("Un dato —el nombre— y otro (—así—), de 2015—2017. `a —b— c`", PATH)

    assert html == (
        "<p>Un dato —\u2060el nombre\u2060— y otro (—\u2060así\u2060—), de 2015—2017. <code>a —b— c</code></p>"
    )
    assert renderer.inline("Un dato —el nombre—", PATH) == "Un dato —\u2060el nombre\u2060—"
