"""What people type into the pages of certificates."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SearchField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from app.credentials.folio import FolioError, MistypedFolioError, parse_folio

REASON_CHARS = (10, 500)
MAX_SEARCH_CHARS = 100


class FolioForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A folio, typed or pasted with its whole address. ``wanted`` is the folio as it is printed."""

    class Meta:
        csrf = False

    folio = StringField(_l("Folio"), validators=[InputRequired(_l("Escribe el folio de la constancia."))])
    wanted = ""

    def validate_folio(self, field: StringField) -> None:
        """Read the folio; a wrong character is told from something else."""
        try:
            self.wanted = parse_folio(str(field.data).strip().rstrip("/").rpartition("/")[2].removesuffix(".pdf"))
        except MistypedFolioError as problem:
            raise ValidationError(
                _l("El folio tiene un error de escritura: compáralo con el documento, carácter por carácter.")
            ) from problem
        except FolioError as problem:
            raise ValidationError(_l("Eso no es un folio. Se parece a RN-2026-DAI01-7QK4M-2ZP8R-3THXC.")) from problem


class FileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The certificate itself."""

    file = FileField(
        _l("Archivo PDF de la constancia"),
        validators=[
            FileRequired(_l("Elige el archivo PDF de la constancia.")),
        ],
    )


class SearchForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which certificates are listed: those of a folio or of a person."""

    text = SearchField(
        _l("Folio, nombre o correo"),
        validators=[Length(max=MAX_SEARCH_CHARS, message=_l("Usa menos palabras: caben 100 letras."))],
    )


class EndingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why a certificate ends, and that it is meant."""

    reason = TextAreaField(
        _l("Motivo"),
        validators=[
            InputRequired(_l("Escribe el motivo: se mostrará a quien verifique la constancia.")),
            Length(*REASON_CHARS, message=_l("Escribe el motivo en una o dos frases, de 10 a 500 caracteres.")),
        ],
    )
    confirmed = BooleanField(
        _l("Entiendo que esto no se puede deshacer"),
        validators=[InputRequired(_l("Confirma que entiendes que esto no se puede deshacer."))],
    )
