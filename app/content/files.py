"""The files of a course or of the programme: their digest, and bytes sorted in texts and images."""

import re
from collections.abc import Mapping
from hashlib import sha256

from app.content.drawings import check_drawing
from app.content.findings import Findings

Files = Mapping[str, bytes]

IMAGE_FOLDER = "imagenes"
IMAGE_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
MAX_TEXT_BYTES = 512 * 1024
MAX_IMAGE_BYTES = 1024 * 1024

_IMAGE = re.compile(rf"{IMAGE_FOLDER}/[a-z0-9]+(?:-[a-z0-9]+)*\.(?P<kind>[a-z]+)")
_SIGNATURES = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]")


def digest(files: Files) -> str:
    """The SHA-256 that names a set of files: over each path, its length and its bytes, in order."""
    total = sha256()
    for path in sorted(files):
        total.update(f"{path}\0{len(files[path])}\0".encode(errors="surrogatepass"))
        total.update(files[path])
    return total.hexdigest()


def unshowable(text: str) -> re.Match[str] | None:
    """The first character that no page can show: a control or a private one, as a word processor leaves them."""
    return _UNSHOWABLE.search(text)


def read_text(data: bytes, path: str, findings: Findings) -> str | None:
    """The text of a file, its lines ended by ``\\n``. None, with a finding, where it is not text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        column = problem.start - data.rfind(b"\n", 0, problem.start)
        findings.error(path, line, "C003", "El archivo no es texto UTF-8: guárdalo como texto sin formato.", column)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    odd = unshowable(text)
    if odd:
        line, column = place_in(text, odd.start())
        findings.error(
            path, line, "C003", f"Hay un signo que no se puede mostrar (U+{ord(odd[0]):04X}): bórralo.", column
        )
        return None
    return text


def place_in(text: str, offset: int) -> tuple[int, int]:
    """The line and column, from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def sort_files(files: Files, findings: Findings) -> tuple[dict[str, str], dict[str, bytes]]:
    """The texts by path and the images by name; what is neither, or too large, is a finding."""
    texts: dict[str, str] = {}
    images: dict[str, bytes] = {}
    for path in sorted(files):
        data = files[path]
        image = _IMAGE.fullmatch(path)
        largest = MAX_IMAGE_BYTES if image else MAX_TEXT_BYTES
        if len(data) > largest:
            findings.error(
                path, 1, "C001", f"El archivo pesa más de {largest // 1024} KB, que es el máximo: redúcelo o divídelo."
            )
        elif image and image["kind"] in IMAGE_TYPES:
            if _is_image(path, data, image["kind"], findings):
                images[path.removeprefix(f"{IMAGE_FOLDER}/")] = data
        elif path.endswith(".md"):
            text = read_text(data, path, findings)
            if text is not None:
                texts[path] = text
        else:
            findings.error(
                path,
                1,
                "C002",
                "Este archivo no es parte de un curso: solo van textos .md y dibujos .svg, .png, .jpg o .webp "
                f"en {IMAGE_FOLDER}/, con nombres en minúsculas, números y guiones. Quítalo o cámbiale el nombre.",
            )
    return texts, images


def _is_image(path: str, data: bytes, kind: str, findings: Findings) -> bool:
    if kind == "svg":
        return check_drawing(data, path, findings)
    if _SIGNATURES[kind].match(data):
        return True
    findings.error(path, 1, "C004", f"El archivo no es una imagen .{kind}: vuelve a exportarla en ese formato.")
    return False
