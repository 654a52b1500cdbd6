"""How often something may be tried with one account, wherever it comes from.

A limit by address alone does not stop many addresses that guess at one account, or fill one mailbox. Each limit counts
for the account that a form names, whether it exists or not: reaching it tells nothing.
"""

import hmac

from flask import Response, request

from app.accounts.emails import clean_email
from app.shared.settings import settings
from app.web.limits import limiter

FAILED_SIGN_INS = "10 per 10 minutes; 30 per hour"
LETTERS = "5 per hour"


def _named() -> str | None:
    return clean_email(request.form.get("email", ""))


def _key() -> str:
    """The account that the form names, under a key from which its address cannot be read."""
    return hmac.new(settings().secret.encode(), str(_named()).encode(), "sha256").hexdigest()


def _names_nobody() -> bool:
    return _named() is None


def _failed(response: Response) -> bool:
    return response.status_code == 422


def _sent(response: Response) -> bool:
    """Whether a letter went: who is told of a mistake in the form has not asked for one yet."""
    return response.status_code == 302


limit_failed_sign_ins = limiter.limit(
    FAILED_SIGN_INS, key_func=_key, methods=["POST"], exempt_when=_names_nobody, deduct_when=_failed
)
limit_letters = limiter.shared_limit(
    LETTERS, "letters", key_func=_key, methods=["POST"], exempt_when=_names_nobody, deduct_when=_sent
)
"""One count for all pages that write to whatever address they are given."""
