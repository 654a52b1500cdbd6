"""The blueprint on which the modules of this room register their pages."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
