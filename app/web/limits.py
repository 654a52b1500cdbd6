"""Rate limits: how often one address may try to sign in, register or verify."""

import math

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.shared.clock import now

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://")

SIGN_IN = "10 per minute; 60 per hour"
REGISTRATION = "20 per minute; 120 per hour"
"""A room of people in their first course shares one address."""
VERIFICATION = "30 per minute; 300 per hour"
RETRY_SECONDS = 60


def seconds_to_wait() -> int:
    """After how many seconds what was limited in this request may be tried again."""
    reached = limiter.current_limit
    return RETRY_SECONDS if reached is None else max(1, math.ceil(reached.window.reset_time - now().timestamp()))


def was_refused(response: Response) -> bool:
    """Whether a form came back with its errors: who signs in well does not use up what others there may try."""
    return response.status_code == 422


def init_app(app: Flask, *, enabled: bool) -> None:
    """Count requests of the views that carry a limit."""
    app.config["RATELIMIT_ENABLED"] = enabled
    limiter.init_app(app)
