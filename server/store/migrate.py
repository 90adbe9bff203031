"""Brings the tables of a database up to this software's version. Knows versions, not what the tables are for.

Alembic is loaded only when there is something to change: most starts find the right version and must be quick.
"""

from pathlib import Path

from sqlalchemy import column, inspect, select, table

from server.store.errors import damaged, plain_errors
from server.store.session import Session

HEAD = "0002"  # the newest file in migrations/versions; a test compares
READABLE = ("0001", HEAD)  # those whose log this software reads: a backup made before an update


def version_of(session: Session) -> str | None:
    """The version of the tables; None when the database has none."""
    with plain_errors():
        has_tables = inspect(session.connection).has_table("alembic_version")
    row = session.row(select(column("version_num")).select_from(table("alembic_version"))) if has_tables else None
    return None if row is None else str(row[0])


def require_current(version: str | None) -> None:
    """Raise LogDamaged unless this software reads the version."""
    if version not in READABLE:
        raise damaged(f"数据表版本是 {version}，本软件需要 {HEAD}：软件版本不配套，或文件已坏")


def bring_up_to_date(session: Session, version: str | None) -> None:
    """Create the tables, or upgrade them from `version`, in one transaction; does nothing when the version is right."""
    if version == HEAD:
        return
    from alembic import command  # noqa: PLC0415  (0.2 s that a usual start does not spend)
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with session.transaction(), plain_errors():
        config.attributes["connection"] = session.connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise damaged("数据表版本不认识：由更新版本的软件写成，或文件已坏") from error
