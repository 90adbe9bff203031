"""The migrations make the tables that the code expects, and a usual start does not load the migration tool."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.service.port import LogDamaged
from server.store import Store, migrate, open_store, open_to_read
from server.store.opening import Location
from server.store.schema import METADATA
from tests.server.store.deeds import add


def test_migrations_make_exactly_the_tables_of_the_schema(store: Store):
    assert compare_metadata(MigrationContext.configure(store.session.connection), METADATA) == []


def test_the_version_in_the_code_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.HEAD


def test_a_start_with_the_right_version_does_not_load_alembic(location: Location):
    open_store(location, create=True).close()
    program = (
        "import sys; from server.store import open_store; open_store(sys.argv[1]); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(location)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_tables_of_an_unknown_version_are_refused(location: Location):
    store = open_store(location, create=True)
    add(store, [1])
    store.session.script("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(LogDamaged, match="版本"):
        open_store(location)
    with pytest.raises(LogDamaged, match="版本"):
        open_to_read(location)
