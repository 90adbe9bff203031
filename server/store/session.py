"""One connection to one database: statements, transactions, plain errors. Knows the two dialects, no table.

The driver is in autocommit mode and every writing transaction is begun by name: SQLite's must begin IMMEDIATE, which
the driver's own transaction handling (it begins late, and DEFERRED) cannot do.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress

from sqlalchemy import Connection, Engine, Executable, Insert, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor

from server.service.port import LogDamaged
from server.store.errors import StoreError, plain_errors
from server.store.row import Row


def upsert(engine: Engine, table: Table) -> Insert:
    """Insert a row, or replace the row with the same primary key."""
    keys = list(table.primary_key.columns)
    if engine.dialect.name == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(
            index_elements=keys, set_={c.name: lite.excluded[c.name] for c in table.columns if c not in keys}
        )
    big = postgresql.insert(table)
    return big.on_conflict_do_update(
        index_elements=keys, set_={c.name: big.excluded[c.name] for c in table.columns if c not in keys}
    )


_BULK = 64  # rows of one statement; ten values each stay far below what a driver takes


class Session:
    """A connection that a single thread uses at a time.

    `in_snapshot`: one reading transaction lasts the whole life; `begin` begins it.
    """

    def __init__(self, engine: Engine, *, begin: str, in_snapshot: bool = False) -> None:
        self.engine = engine
        self._begin = begin
        self._driver_error: type[Exception] = engine.dialect.loaded_dbapi.Error
        with plain_errors(self._driver_error):
            self.connection: Connection = engine.connect()
            # For SQLAlchemy, one transaction that never ends: so Alembic, too, leaves ours alone.
            self.connection.begin()
        self._in_transaction = in_snapshot
        if in_snapshot:
            self.script(begin)

    def _cursor(self) -> DBAPICursor:
        """The driver's own: SQLAlchemy's way to it costs 25 us per statement, a quarter of a group's time on disk."""
        return self.connection.connection.cursor()

    def script(self, sql: str) -> None:
        with plain_errors(self._driver_error), closing(self._cursor()) as cursor:
            cursor.execute(sql)

    def text_of(self, statement: Executable) -> str:
        """The driver's own text of a statement, to be run many times without being compiled again."""
        return str(statement.compile(dialect=self.engine.dialect))  # type: ignore[attr-defined]

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run a compiled statement once per row; the values stand in table order."""
        with plain_errors(self._driver_error), closing(self._cursor()) as cursor:
            cursor.executemany(sql, rows)

    def bulk(self, sql: str, rows: Sequence[Row]) -> None:
        """Insert rows by as few statements as there are powers of two in their number.

        Python gives its lock away around each statement's step, and in a busy process gets it back only milliseconds
        later: a statement for every row would make a group wait for its own size. Powers of two keep the driver's
        statement cache small.
        """
        head, _, values = sql.partition(" VALUES ")
        done = 0
        while done < len(rows):
            size = min(_BULK, 1 << ((len(rows) - done).bit_length() - 1))
            text = f"{head} VALUES {', '.join([values] * size)}"
            flat = tuple(value for row in rows[done : done + size] for value in row)
            with plain_errors(self._driver_error), closing(self._cursor()) as cursor:
                cursor.execute(text, flat)
            done += size

    def has_table(self, name: str) -> bool:
        with plain_errors(self._driver_error):
            return inspect(self.connection).has_table(name)

    def run(self, statement: Executable) -> None:
        with plain_errors(self._driver_error):
            self.connection.execute(statement)

    def rows(self, statement: Executable) -> Sequence[Row]:
        """All rows at once: no cursor stays open, so that a half-read answer never holds a transaction."""
        with plain_errors(self._driver_error):
            return self.connection.execute(statement).fetchall()

    def row(self, statement: Executable) -> Row | None:
        found = self.rows(statement)
        return found[0] if found else None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; on disk when it ends. Inside another one it is part of that."""
        if self._in_transaction:
            yield
            return
        self.script(self._begin)
        self._in_transaction = True
        try:
            yield
            self.script("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._in_transaction = False

    def _roll_back(self) -> None:
        # A disk that is full or a lost connection has rolled back already, and then says so.
        with suppress(StoreError, LogDamaged):
            self.script("ROLLBACK")

    def close(self) -> None:
        with plain_errors(self._driver_error):
            self.connection.close()
            self.engine.dispose()
