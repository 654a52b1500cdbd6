"""What the server and Flask cost by themselves: one route that answers as many bytes as a lesson page."""

import os

from flask import Flask

BYTES = int(os.environ["BENCH_BYTES"])
PAGE = "a" * BYTES


def create_app() -> Flask:
    """An application with the one route."""
    app = Flask("bare")

    @app.route("/")
    def page() -> str:
        return PAGE

    return app
