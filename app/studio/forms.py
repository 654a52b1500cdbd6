"""What trainers ask of the norm register."""

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice, StringField, ValidationError

from app.content.citations import parse_citation
from app.content.model import Citation
from app.content.norms import References
from app.web.fields import ChoiceField

_BETWEEN = re.compile(r"[\s,.#-]+")
_ROMAN = re.compile("[IVXLC]+")
_NAMES = ("art", "articulo", "artículo", "fr", "fraccion", "fracción")


class NormWatchForm(FlaskForm):  # type: ignore[misc]
    """Which provision is looked for. Its fields travel in the address."""

    class Meta:
        csrf = False  # nothing is changed by looking, and an address can be shared

    norm = ChoiceField(_l("Norma"), name="norma")
    article = StringField(_l("Artículo"), name="articulo")

    def __init__(self, references: References, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self._references = references
        self.norm.choices = [
            SelectChoice(norm.id, f"{norm.acronym or norm.name} ({norm.id})") for norm in references.norms.values()
        ]

    @property
    def citation(self) -> Citation | None:
        """What was written, None where it is no provision: ``15 Bis`` is ``15-bis``, ``65, fr. VII`` is ``65-VII``."""
        words = [word for word in _BETWEEN.split(self.article.data or "") if word and word.lower() not in _NAMES]
        article = "-".join(word if len(word) < 3 or _ROMAN.fullmatch(word) else word.lower() for word in words)
        return parse_citation(f"{self.norm.data}#{article}" if article else str(self.norm.data))

    def validate_article(self, field: StringField) -> None:
        """The article exists in the norm."""
        if self.citation is None:
            raise ValidationError(
                _l("Escribe el número del artículo y, si quieres, su fracción: 134, 15 Bis o 65-VII.")
            )
        if self._references.problem_with(self.citation):
            raise ValidationError(_l("La norma no tiene ese artículo: revisa el número."))
