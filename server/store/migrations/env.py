"""What Alembic runs to migrate: the connection is given by server.store.migrate, or by a test that compares tables."""

from alembic import context

from server.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
