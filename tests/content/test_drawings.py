"""Drawings hold shapes and words, and nothing that runs or calls elsewhere."""

import pytest

from app.content.drawings import check_drawing
from app.content.findings import Findings

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'


def refusal(svg: str | bytes) -> str:
    findings = Findings()
    sound = check_drawing(svg.encode() if isinstance(svg, str) else svg, "imagenes/a.svg", findings)
    assert sound is not findings.has_errors
    return "".join(map(str, findings.sorted()))


@pytest.mark.parametrize(
    "inside",
    [
        "<title>Ruta</title><desc>De aquí a allá</desc><g><path d='M0 0h9'/><text x='1' y='2'>Hola</text></g>",
        "<style>@media (prefers-color-scheme: dark) { .a { fill: #E9E6DF } } .b { fill: url(#g) }</style>",
        "<defs><linearGradient id='g'/></defs><rect fill='url(#g)'/><use href='#a'/><use x:href='#a'/>",
        "<image href='data:image/png;base64,iVBORw0KGgo='/>",
        "<metadata><rdf xmlns='urn:x'/></metadata><!-- comentario -->",
    ],
)
def test_a_drawing_is_let_in(inside):
    assert refusal(f"{HEAD}{inside}</svg>") == ""


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("<script>alert(1)</script>", "«script»"),
        ("<s:script xmlns:s='http://www.w3.org/2000/svg'>alert(1)</s:script>", "«script»"),
        ("<SCRIPT/>", "«SCRIPT»"),
        ("<foreignObject><p/></foreignObject>", "«foreignObject»"),
        ("<a href='#x'/>", "«a»"),
        ("<animateTransform/>", "«animateTransform»"),
        ("<set attributeName='href' to='javascript:alert(1)'/>", "«set»"),
        ("<iframe/>", "«iframe»"),
        ("<path onclick='alert(1)'/>", "«onclick»"),
        ("<path OnLoad='alert(1)'/>", "«onload»"),
        ("<use href='https://example.org/a.svg#b'/>", "enlaza a «https://example.org/a.svg#b»"),
        ("<use x:href=' javascript:alert(1)'/>", "enlaza a"),
        ("<image href='data:image/svg+xml;base64,AAAA'/>", "enlaza a"),
        ("<image src='/otra.png'/>", "enlaza a"),
        ("<rect fill='url(https://example.org/a)'/>", "«fill»"),
        ("<rect style='background: URL( \"//example.org/a\")'/>", "«style»"),
        ("<style>@import 'https://example.org/a.css';</style>", "«style»"),
        ("<style>.a { fill: url('https://example.org/a') }</style>", "«style»"),
        ("<style>.a { fill: u\\72l(https://example.org/a) }</style>", "«style»"),
    ],
)
def test_a_drawing_that_runs_or_calls_elsewhere_is_refused_with_its_place(inside, why):
    said = refusal(f"{HEAD}\n  {inside}</svg>")

    assert said.startswith(f"imagenes/a.svg:2:{said.split(':')[2].split()[0]} C004")
    assert why in said
    assert "quítalo" in said


@pytest.mark.parametrize(
    "svg",
    [
        b"",
        b"hola",
        b"<svg>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg/>",
        HEAD.encode() + b"<g></svg>",
        b'<?xml version="1.0" encoding="nada"?>' + HEAD.encode() + b"</svg>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD.encode() + b"&a;</svg>",
        b'<?xml-stylesheet href="https://example.org/a.css"?>' + HEAD.encode() + b"</svg>",
        HEAD.encode() + b"\xff</svg>",
    ],
)
def test_what_is_no_plain_drawing_is_refused(svg):
    assert " C004 El dibujo SVG " in refusal(svg)


def test_utf_16_is_read_like_any_other():
    assert refusal(f"{HEAD}<script/></svg>".encode("utf-16")) != ""
