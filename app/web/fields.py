"""Form fields that say what to do where the library only says what is wrong."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, ValidationError


class ChoiceField(SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of the choices offered; what is none of them (an old or altered address) is told in a sentence."""

    def pre_validate(self, form: Form) -> None:
        """ValidationError where the value is not among the choices."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(_l("Eso ya no está en la lista: elige otra opción.")) from error
