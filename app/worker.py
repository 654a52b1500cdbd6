"""The job worker: takes work from the queue until it is asked to stop. Run by ``aula serve``."""

from app.factory import create_app
from app.shared.jobs import consume


def main() -> None:
    """Work until SIGTERM."""
    consume(create_app())


if __name__ == "__main__":
    main()
