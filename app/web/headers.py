"""The headers of every response: what a page may load, who may frame it, who may keep it."""

from typing import Final

from flask import Flask, Response, request, session

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

PERMISSIONS_POLICY: Final = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)

ALWAYS: Final = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS_POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)

WHEN_SECURE: Final = (*ALWAYS, ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"))

SIGNED_IN_KEY: Final = "_user_id"
"""Where Flask-Login keeps the identity in the session: reading it costs no query."""


def add_headers(response: Response) -> Response:
    """Give a response its headers.

    A view may choose its own `Cache-Control`. Where it did not, a signed-in person's page is stored nowhere, and
    anyone else's (it carries their form token) is asked for again before it is shown again.
    """
    headers = response.headers
    headers.extend(WHEN_SECURE if request.is_secure else ALWAYS)
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store" if SIGNED_IN_KEY in session else "private, no-cache"
    return response


def init_app(app: Flask) -> None:
    """Add the headers to every response of the application."""
    app.after_request(add_headers)
