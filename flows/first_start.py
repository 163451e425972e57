"""Prefect's database, made in parallel with everything else that a first start has to do.

On an empty Prefect home the server runs some 110 migrations before it answers. It runs them through an event
loop that hands each of 34,000 small SQLite calls to a thread and back; most of the time goes there. The same
migrations over a plain connection take a third of that, and in a process of their own they are done when the
server has finished importing.

Nothing depends on it: if this fails, is late or meets a database, Prefect makes or keeps its own. The new
file gets its name by a hard link, which never replaces a file that is there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path

DATABASE = "prefect.db"

ELSEWHERE = (
    "PREFECT_API_URL",
    "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    "PREFECT_API_DATABASE_DRIVER",
    "PREFECT_SERVER_DATABASE_DRIVER",
    "PREFECT_API_DATABASE_NAME",
    "PREFECT_SERVER_DATABASE_NAME",
)
"""Settings by which Prefect does not use the database file of its home."""


def begin_first_start(environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes] | None:
    """Starts making the database, if there is none; the process that does it, or None."""
    target = missing_database(os.environ if environ is None else environ)
    if target is None:
        return None
    return subprocess.Popen(
        [sys.executable, "-m", __name__, str(target)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def missing_database(environ: Mapping[str, str]) -> Path | None:
    """The database file that Prefect would make on its first start; None if it has one or uses another."""
    if any(environ.get(name) for name in ELSEWHERE):
        return None
    home = Path(environ.get("PREFECT_HOME") or Path.home() / ".prefect").expanduser()
    if (home / DATABASE).exists() or (home / "profiles.toml").exists():
        return None
    return home / DATABASE


def make_database(target: Path) -> bool:
    """Makes an empty database with Prefect's current schema; False if `target` was there first."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new-{os.getpid()}")
    try:
        migrate(fresh)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        os.link(fresh, target)
    except FileExistsError:
        return False
    finally:
        fresh.unlink(missing_ok=True)
    return True


def migrate(path: Path) -> None:
    """Runs all of Prefect's migrations on a new SQLite file.

    Follows `prefect/server/database/_migrations/env.py` of Prefect 3.8.8; a test compares the schemas.
    """
    import sqlalchemy
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from prefect.server.database import provide_database_interface
    from prefect.server.database.alembic_commands import alembic_config

    interface = provide_database_interface()
    engine = sqlalchemy.create_engine(f"sqlite:///{path}", paramstyle="named")

    @sqlalchemy.event.listens_for(engine, "connect")
    def prepare(connection: object, _: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # transactions are Alembic's
        for setting in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "legacy_alter_table=OFF"):
            connection.execute(f"PRAGMA {setting}")  # type: ignore[attr-defined]

    @sqlalchemy.event.listens_for(engine, "begin")
    def begin(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    scripts.version_locations = [str(interface.orm.versions_dir)]

    with (
        warnings.catch_warnings(action="ignore"),
        EnvironmentContext(
            config,
            scripts,
            fn=lambda revision, _: scripts._upgrade_revs("head", revision),
        ) as environment,
        engine.connect() as connection,
    ):
        environment.configure(
            connection=connection,
            target_metadata=interface.Base.metadata,
            include_schemas=True,
            render_as_batch=True,
            transaction_per_migration=True,
            template_args={"dialect": "sqlite"},
        )
        with environment.begin_transaction():
            environment.run_migrations()
    engine.dispose()


if __name__ == "__main__":
    make_database(Path(sys.argv[1]))
