"""Composes the application: the only module that knows every room."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import app.accounts.cli
import app.accounts.privacy
import app.accounts.signing_in
import app.accounts.views
import app.assessment.cli
import app.assessment.listeners
import app.assessment.views
import app.catalog.cli
import app.catalog.published
import app.catalog.views
import app.credentials.cli
import app.credentials.listeners
import app.credentials.views
import app.enrolment.views
import app.insights.cli
import app.insights.listeners
import app.insights.views
import app.plan.views
import app.record.models
import app.studio.cli
import app.studio.views
import app.web.errors
import app.web.headers
import app.web.health
import app.web.i18n
import app.web.limits
import app.web.logs
import app.web.metrics
import app.web.templating
from app.shared import jobs
from app.shared.db import db
from app.shared.settings import Mode, Settings
from app.web import assets, frame, kept

BLUEPRINTS = (
    app.web.health.bp,
    app.accounts.views.bp,
    app.catalog.views.bp,
    app.enrolment.views.bp,
    app.assessment.views.bp,
    app.credentials.views.bp,
    app.insights.views.bp,
    app.plan.views.bp,
    app.studio.views.bp,
)
COMMANDS = (
    app.accounts.cli.people,
    app.assessment.cli.attempts,
    app.catalog.cli.courses,
    app.credentials.cli.certificates,
    app.insights.cli.statistics,
    app.studio.cli.norms,
)
STATIC = Path(__file__).parent.parent / "static"
MAX_UPLOAD_BYTES = 5 * 1024 * 1024
SESSION_LASTS = timedelta(hours=12)

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """The application under ``settings`` (default: read from AULA_*). SettingsError if unsafe."""
    settings = settings or Settings.from_environment()
    flask = Flask("app", static_folder=str(STATIC))
    flask.extensions["settings"] = settings
    flask.config.update(
        SECRET_KEY=settings.secret,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    settings.var.mkdir(parents=True, exist_ok=True)
    _prepare_extensions(flask, settings)
    for blueprint in BLUEPRINTS:
        flask.register_blueprint(blueprint)
    for command in COMMANDS:
        flask.cli.add_command(command)
    app.assessment.listeners.connect()
    app.credentials.listeners.connect()
    app.insights.listeners.connect()
    if settings.proxies:
        flask.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            flask.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return flask


def _prepare_extensions(flask: Flask, settings: Settings) -> None:
    db.init_app(flask)
    csrf.init_app(flask)
    jobs.init_app(flask, settings)
    app.web.logs.init_app(flask)
    app.web.metrics.init_app(flask)
    app.web.templating.init_app(flask, [bp.name for bp in BLUEPRINTS])
    assets.init_app(flask)
    kept.init_app(flask)
    frame.init_app(flask)
    app.web.i18n.init_app(flask, settings.timezone)
    app.web.errors.init_app(flask)
    app.web.headers.init_app(flask)
    app.web.limits.init_app(flask, enabled=settings.limits == "on" and settings.mode is not Mode.TEST)
    app.accounts.signing_in.init_app(flask)
    app.accounts.privacy.init_app(flask, app.catalog.published.published_notice)
    flask.jinja_env.globals.update(site_name="Aula Norte", demo=settings.demo)
