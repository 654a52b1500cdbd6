"""The assessment blueprint; its pages register on it."""

from flask import Blueprint

from app.content.marking import field_name

bp = Blueprint("assessment", __name__)
bp.add_app_template_global(field_name)
