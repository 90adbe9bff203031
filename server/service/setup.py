"""Making tokens, staff and set-ups: the same for the command line and the API."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace

from server.domain import command_admin as ca
from server.domain.catalogue import Catalogue
from server.domain.command import Actor
from server.service.hall import Done, HallService
from server.service.holidays import with_known_years
from server.service.secret import digest, hash_password
from server.service.setup_change import Change, changed
from server.vocab import CounterId, Role

YEARS_AHEAD = 2
"""Years besides the present one for which the calendar library is asked at an import."""


async def issue_token(
    service: HallService, actor: Actor, request_id: str, *, role: Role, name: str, counter_id: CounterId | None
) -> tuple[Done, str | None]:
    """A new token and its secret, which is shown this once; None when the wish was carried out before."""
    secret = secrets.token_urlsafe(32)
    token_id = secrets.token_hex(8)
    wish = ca.IssueToken(token_id=token_id, role=role, digest=digest(secret), name=name, counter_id=counter_id)
    done = await service.do(wish, actor, request_id)
    return done, None if done.again else secret


async def set_staff(
    service: HallService,
    actor: Actor,
    request_id: str,
    *,
    name: str,
    role: Role,
    password: str,
    counters: tuple[CounterId, ...],
) -> Done:
    """Add or change a member of staff; hashing takes a while and happens in a thread."""
    hashed = await asyncio.to_thread(hash_password, password)
    wish = ca.SetStaff(name=name, role=role, password_hash=hashed, counters=counters)
    return await service.do(wish, actor, request_id)


async def import_catalogue(service: HallService, actor: Actor, request_id: str, catalogue: Catalogue) -> Done:
    """Replace the set-up; official holidays the library knows are filled in where the file has none."""
    return await service.do(ca.ImportCatalogue(catalogue=complete(catalogue, service)), actor, request_id)


async def change_set_up(
    service: HallService, actor: Actor, request_id: str, *, edition: int, changes: Sequence[Change]
) -> Done:
    """Change records of the set-up, all or none. Raises SetUpWrong, or a Refusal when `edition` is not in force."""
    catalogue = service.hall.catalogue
    if edition == service.hall.catalogue_rev:
        catalogue = await asyncio.to_thread(changed, catalogue, changes)  # a second for a thousand items
    return await service.do(ca.ChangeSetUp(edition=edition, catalogue=catalogue), actor, request_id)


def complete(catalogue: Catalogue, service: HallService) -> Catalogue:
    """The catalogue with the holiday years that are known of this year and the next ones."""
    this = service.now().year
    calendar = with_known_years(catalogue.calendar, range(this, this + YEARS_AHEAD))
    return replace(catalogue, calendar=calendar)
