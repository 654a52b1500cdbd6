"""The job worker: takes work from the queue until it is asked to stop. Run by ``aula serve``."""

import os

from app.factory import create_app
from app.shared.jobs import consume
from app.shared.settings import PRIVATE


def main() -> None:
    """Work until SIGTERM."""
    os.umask(PRIVATE)
    consume(create_app())


if __name__ == "__main__":
    main()
