"""E-mail addresses, in the one form in which accounts keep them."""

from email_validator import EmailNotValidError, validate_email


def clean_email(text: str) -> str | None:
    """The address in lower case, or None where ``text`` cannot be one. Asks no name server."""
    try:
        valid = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return str(valid.normalized).lower()
