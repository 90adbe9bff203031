"""What reports are made of: turns at counters, and what each day came to. Empty until a day ends or `rebuild` runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "turn",
        sa.Column("business_day", sa.Text, primary_key=True),
        sa.Column("ticket_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("service_id", sa.Text, nullable=False),
        sa.Column("ticket_class", sa.Text, nullable=False),
        sa.Column("counter_id", sa.BigInteger, nullable=False),
        sa.Column("clerk", sa.Text),
        sa.Column("issued_at", sa.BigInteger),
        sa.Column("called_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("is_called", sa.Integer, nullable=False),
        sa.Column("check_sum", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "figure",
        sa.Column("axes", sa.Text, primary_key=True),
        sa.Column("business_day", sa.Text, primary_key=True),
        sa.Column("part", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("other", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("check_sum", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
