"""Reads a whole store and proves that it is what was written. Knows check sums, no rule of the hall."""

from collections import Counter
from datetime import date

from sqlalchemy import select

from server.store.errors import damaged
from server.store.log import Store
from server.store.row import require_check, to_ticket
from server.store.schema import CHECKPOINT, DAY, TICKET

_EVER = date.min


def verify_chain(store: Store) -> int:
    """Prove every deed, answer, checkpoint, ticket and word of the store; the number of deeds. Raises LogDamaged.

    A damaged checkpoint, which a start would pass over, is reported too. Takes some 10 s per million deeds.
    """
    deeds = Counter(deed.business_day.isoformat() for deed in store.deeds())
    answers = Counter(answer.business_day.isoformat() for answer in store.answers(_EVER))
    for day, deed_count, answer_count, _ in store.session.rows(select(DAY)):
        if (deeds.pop(str(day), 0), answers.pop(str(day), 0)) != (deed_count, answer_count):
            raise damaged(f"业务日 {day} 的记录数与日志不符")
    for row in store.session.rows(select(CHECKPOINT)):
        require_check(row, f"第 {row[0]} 条记录处的检查点")
    store.checkpoint()
    for row in store.session.rows(select(TICKET)):
        to_ticket(row)
    store.books.verify()
    store.words()
    return store.last_seq
