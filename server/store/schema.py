"""The tables of a hall, the same on SQLite and PostgreSQL. Knows columns, not what they mean to the hall.

Days are ISO text and moments are integer microseconds since 1970-01-01 UTC, so that both databases store, order and
check-sum exactly the same values. `seq` grows with the deeds in `deed` and in `answer`: a group of deeds touches the
last page of each tree only. (A key by request id, which is random, touches one page per answer: 2.5 times slower.)
"""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table, Text

METADATA = MetaData()

# A 64-bit key that SQLite still takes for its rowid.
_KEY = BigInteger().with_variant(Integer, "sqlite")

DEED = Table(
    "deed",
    METADATA,
    Column("seq", _KEY, primary_key=True, autoincrement=False),
    Column("first_rev", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("business_day", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("chain", BigInteger, nullable=False),
)

ANSWER = Table(
    "answer",
    METADATA,
    Column("seq", _KEY, primary_key=True, autoincrement=False),
    Column("business_day", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("check_sum", BigInteger, nullable=False),
)

# How many deeds and kept answers each day has: what tells that the end of the log or an answer is gone.
DAY = Table(
    "day",
    METADATA,
    Column("business_day", Text, primary_key=True),
    Column("deeds", BigInteger, nullable=False),
    Column("answers", BigInteger, nullable=False),
    Column("check_sum", BigInteger, nullable=False),
)

CHECKPOINT = Table(
    "checkpoint",
    METADATA,
    Column("seq", _KEY, primary_key=True, autoincrement=False),
    Column("rev", BigInteger, nullable=False),
    Column("business_day", Text, nullable=False),
    Column("chain", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("check_sum", BigInteger, nullable=False),
)

TICKET = Table(
    "ticket",
    METADATA,
    Column("ticket_id", _KEY, primary_key=True, autoincrement=False),
    Column("business_day", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("service_id", Text, nullable=False),
    Column("ticket_class", Text, nullable=False),
    Column("class_reason", Text),
    Column("state", Text, nullable=False),
    Column("counter_id", BigInteger),
    Column("clerk", Text),
    Column("issued_at", BigInteger, nullable=False),
    Column("called_at", BigInteger),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("calls", Integer, nullable=False),
    Column("promised_p50", Float),
    Column("promised_p90", Float),
    Column("level", Integer),
    Column("check_sum", BigInteger, nullable=False),
    Index("ticket_business_day", "business_day", "ticket_id"),
)

# One row for each time a ticket was at a counter: what a figure of a report consists of. In the order of their days, so
# that a period lies together.
TURN = Table(
    "turn",
    METADATA,
    Column("business_day", Text, primary_key=True),
    Column("ticket_id", BigInteger, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("service_id", Text, nullable=False),
    Column("ticket_class", Text, nullable=False),
    Column("counter_id", BigInteger, nullable=False),
    Column("clerk", Text),
    Column("issued_at", BigInteger),
    Column("called_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("is_called", Integer, nullable=False),
    Column("check_sum", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What a day came to, by one or two of hour, service, counter, clerk and class: a report of a year adds up days.
FIGURE = Table(
    "figure",
    METADATA,
    Column("axes", Text, primary_key=True),
    Column("business_day", Text, primary_key=True),
    Column("part", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("check_sum", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

META = Table(
    "meta",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("check_sum", BigInteger, nullable=False),
)
