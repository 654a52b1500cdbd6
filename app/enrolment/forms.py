"""The form of an act that needs no input but the person's will: it carries the CSRF token."""

from flask_wtf import FlaskForm


class ActForm(FlaskForm):  # type: ignore[misc]
    """A button."""
