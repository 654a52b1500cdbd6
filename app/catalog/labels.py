"""The words that readers see for what authors write in front matter."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

THEMES: dict[str, LazyString] = {
    "acceso-a-la-informacion": _l("Acceso a la información"),
    "datos-personales": _l("Datos personales"),
    "archivos": _l("Archivos"),
    "transparencia": _l("Transparencia"),
    "apertura-institucional": _l("Apertura institucional"),
    "genero": _l("Género"),
    "derechos-humanos": _l("Derechos humanos"),
    "formacion": _l("Formación de personas instructoras"),
    "participacion": _l("Participación ciudadana"),
}
PERSPECTIVES: dict[str, LazyString] = {
    "derechos-humanos": _l("Derechos humanos"),
    "genero": _l("Perspectiva de género"),
    "inclusion": _l("Inclusión"),
    "interculturalidad": _l("Interculturalidad"),
}
LEVELS: dict[str, LazyString] = {
    "basico": _l("Básico"),
    "intermedio": _l("Intermedio"),
    "avanzado": _l("Avanzado"),
}
FRAMES: dict[str, LazyString] = {
    "2025": _l("Leyes en vigor desde el 21 de marzo de 2025"),
    "2015-2017": _l("Leyes de 2015 a 2017, ya abrogadas"),
}
SCOPES: dict[str, LazyString] = {
    "constitucional": _l("Constitución"),
    "general": _l("Leyes generales"),
    "federal": _l("Leyes federales"),
    "estatal": _l("Leyes estatales"),
    "internacional": _l("Instrumentos internacionales"),
    "lineamiento": _l("Lineamientos"),
}
EJES: dict[int, LazyString] = {
    1: _l("Acceso a la información"),
    2: _l("Protección de datos personales"),
    3: _l("Gestión documental y archivos"),
    4: _l("Gobierno abierto y transparencia proactiva"),
    5: _l("Participación ciudadana, derechos humanos e inclusión social"),
    6: _l("Coordinación entre organismos garantes"),
}
