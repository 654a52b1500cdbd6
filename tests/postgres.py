"""A private PostgreSQL cluster for the tests: ``python -m tests.postgres COMMAND…`` runs under it.

The cluster lives in a temporary folder, listens on a socket there and nowhere else, and is gone
afterwards. PostgreSQL refuses to run as root, so root hands it to an unprivileged user.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian keeps the newest version."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return kept[-1].parent if kept else None


def _owner() -> pwd.struct_passwd | None:
    """Who runs the cluster: None is the present user."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Start a cluster and give the address of its empty database.

    Tests do without what survives a power cut; ``durable`` keeps it, for measurements.
    """
    programs = find_programs()
    if programs is None:
        raise SystemExit("PostgreSQL's programs (initdb, pg_ctl) are not installed")
    owner = _owner()
    user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    with tempfile.TemporaryDirectory(prefix="aula-pg-", dir="/tmp") as folder:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data, log = Path(folder, "data"), Path(folder, "log")

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, *arguments],
                check=True,
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **user,
            )

        run("initdb", "-D", str(data), "-U", "aula", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        settings = f"-k {folder} -c listen_addresses="
        if not durable:
            settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-o", settings, "-w", "start")
        try:
            yield f"postgresql+psycopg://aula@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def main() -> int:
    if sys.argv[1:] == ["--find"]:
        found = find_programs()
        print(found or "not installed")  # noqa: T201
        return 0 if found else 1
    with cluster() as address:
        environment = {**os.environ, "AULA_TEST_DATABASE_URL": address}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
