"""The tables of a hall: deeds, answers, days, checkpoints, tickets, meta."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A 64-bit key that SQLite still takes for its rowid.
KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _create_log()
    _create_derived()


def _create_log() -> None:
    op.create_table(
        "deed",
        sa.Column("seq", KEY, primary_key=True, autoincrement=False),
        sa.Column("first_rev", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("business_day", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("chain", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "answer",
        sa.Column("seq", KEY, primary_key=True, autoincrement=False),
        sa.Column("business_day", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("check_sum", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "day",
        sa.Column("business_day", sa.Text, primary_key=True),
        sa.Column("deeds", sa.BigInteger, nullable=False),
        sa.Column("answers", sa.BigInteger, nullable=False),
        sa.Column("check_sum", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("check_sum", sa.BigInteger, nullable=False),
    )


def _create_derived() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("seq", KEY, primary_key=True, autoincrement=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("business_day", sa.Text, nullable=False),
        sa.Column("chain", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("check_sum", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "ticket",
        sa.Column("ticket_id", KEY, primary_key=True, autoincrement=False),
        sa.Column("business_day", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("service_id", sa.Text, nullable=False),
        sa.Column("ticket_class", sa.Text, nullable=False),
        sa.Column("class_reason", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("counter_id", sa.BigInteger),
        sa.Column("clerk", sa.Text),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("called_at", sa.BigInteger),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("promised_p50", sa.Float),
        sa.Column("promised_p90", sa.Float),
        sa.Column("level", sa.Integer),
        sa.Column("check_sum", sa.BigInteger, nullable=False),
    )
    op.create_index("ticket_business_day", "ticket", ["business_day", "ticket_id"])
