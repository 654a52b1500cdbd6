"""Refusals: an operation raises one, the caller shows its message."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class DomainError(Exception):
    """An act that cannot be done. ``message`` is a sentence for the person who tried it."""

    message: LazyString | str = _l("No se pudo hacer lo que pediste.")

    def __init__(self, message: LazyString | str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(str(type(self).__name__))


class ConflictError(DomainError):
    """The database refused what another act had just made impossible."""

    message = _l("Alguien más hizo un cambio al mismo tiempo. Vuelve a intentarlo.")
