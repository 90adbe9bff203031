"""Ordinary days to measure on: three services, two to four counters, a lunch, pauses, green tickets, no-shows."""

from server.vocab import CounterId, ServiceId
from tests.server.domain.simulated_day import Pause, Plan, Post, Trade

QUICK, USUAL, LONG = ServiceId("quick"), ServiceId("usual"), ServiceId("long")
ALL = frozenset({QUICK, USUAL, LONG})

TRADES = (
    Trade(service=QUICK, expected_minutes=6, mean_minutes=5, spread=0.7, share=5),
    Trade(service=USUAL, expected_minutes=10, mean_minutes=12, spread=0.6, share=3),
    Trade(service=LONG, expected_minutes=15, mean_minutes=18, spread=0.5, share=1),
)

POSTS = {
    2: (
        Post(counter=CounterId(1), services=ALL, pace=0.9),
        Post(counter=CounterId(2), services=ALL, pace=1.1),
    ),
    3: (
        Post(counter=CounterId(1), services=ALL),
        Post(counter=CounterId(2), services=ALL, pauses=(Pause(100, announced=115, end=118),)),
        Post(counter=CounterId(3), services=frozenset({QUICK, USUAL}), pace=0.95),
    ),
    4: (
        Post(counter=CounterId(1), services=frozenset({QUICK, USUAL})),
        Post(counter=CounterId(2), services=ALL, pauses=(Pause(90, announced=110, end=105),)),
        Post(counter=CounterId(3), services=frozenset({USUAL, LONG})),
        Post(counter=CounterId(4), services=ALL, opens=30),
    ),
}

# 08:30 to 17:00 by half hours: a morning peak, doors shut from 12:00 to 13:45, a smaller afternoon peak.
PROFILE = (1.2, 1.6, 1.6, 1.4, 1.2, 0.8, 0.5, 0, 0, 0, 0.5, 1.2, 1.4, 1.2, 1.0, 0.7, 0.3)
LUNCH = (210.0, 330.0)

LOADS = {"light": 0.6, "medium": 0.85, "heavy": 1.05}


def sample_plan(counters: int, load: float) -> Plan:
    """Return the plan of days with so many counters (2, 3 or 4) and so much work for them."""
    return Plan(
        trades=TRADES,
        posts=POSTS[counters],
        load=load,
        profile=PROFILE,
        lunch=LUNCH,
        green_share=0.12,
        no_show_share=0.08,
    )
