"""Rights to review submissions or service providers that an area lends to a smaller one inside it."""

from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import reviews as queries
from backend.db.tables.audit import Delegation
from backend.services import audit
from backend.services.areas import Area, Place, find_area
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import powers
from backend.services.publicity import area_name
from backend.services.review_chains import all_steps, entitlement, level_of

NOT_YOURS = "本级不办理这一环节，没有可以委托的权限。请从列出的选项中选择。"


@dataclass(frozen=True)
class NewDelegation:
    """A right about to be lent."""

    to_region: str
    entitlement: str
    starts_on: date
    ends_on: date | None
    document: str


@dataclass(frozen=True)
class DelegationLine:
    """A right that was lent, in words; `state` is ahead, in_force, over or withdrawn."""

    row: Delegation
    giver: str
    taker: str
    right: str
    state: str
    is_own: bool


@dataclass(frozen=True)
class Delegations:
    """What an area has lent and was lent, and what it could lend to whom."""

    area: Area
    lines: tuple[DelegationLine, ...]
    rights: tuple[tuple[str, str], ...]
    takers: tuple[Place, ...]


def delegations_of(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> Delegations:
    """The rights of the actor's own area. Raises NotFoundError for any other."""
    area = _own_area(actor, catalogue, code)
    with database.read(actor) as session:
        rows = queries.delegations(session, code)
    words = dict(_all_rights(catalogue))
    lines = tuple(
        DelegationLine(
            row=row,
            giver=area_name(catalogue, row.region),
            taker=area_name(catalogue, row.to_region),
            right=words.get(row.entitlement, row.entitlement),
            state=state_of(row, clock.today()),
            is_own=row.region == code,
        )
        for row in rows
    )
    return Delegations(area, lines, rights_of(catalogue, code), _takers(area))


def lend(database: Database, actor: Actor, catalogue: Catalogue, code: str, new: NewDelegation) -> str:
    """Lend a right of the own area to a smaller one inside it; gives its id.

    Raises NotFoundError for another area, InvalidInputError: nobody lends what he does not have, and what
    was lent is not lent on.
    """
    area = _own_area(actor, catalogue, code)
    problems = {}
    if new.entitlement not in dict(rights_of(catalogue, code)):
        problems["entitlement"] = NOT_YOURS
    if new.to_region not in {place.code for place in _takers(area)}:
        problems["to_region"] = "请选择本辖区内的市或县（市、区）。"
    if new.starts_on < clock.today():
        problems["starts_on"] = "委托开始日期不能早于今天。"
    if new.ends_on is not None and new.ends_on < new.starts_on:
        problems["ends_on"] = "委托结束日期不能早于开始日期。"
    if problems:
        raise InvalidInputError(problems)
    with database.write(actor) as session:
        row = Delegation(
            region=code,
            to_region=new.to_region,
            entitlement=new.entitlement,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            document=new.document,
            made_by=actor.account_id or None,
            made_at=clock.now(),
        )
        session.add(row)
        session.flush()
        audit.record(session, actor, "delegation_make", f"delegation:{row.id}", code)
        return row.id


def withdraw(database: Database, actor: Actor, catalogue: Catalogue, code: str, delegation_id: str) -> None:
    """Take a right back, at once. Raises NotFoundError, ConflictError when it was taken back already."""
    _own_area(actor, catalogue, code)
    with database.write(actor) as session:
        row = queries.delegation(session, code, delegation_id)
        if row is None:
            raise NotFoundError
        if row.withdrawn_at is not None:
            raise ConflictError("这项委托已经撤回，页面上的内容可能是旧的，请刷新后查看。")
        row.withdrawn_at = clock.now()
        audit.record(session, actor, "delegation_withdraw", f"delegation:{row.id}", code)


def rights_of(catalogue: Catalogue, region: str) -> tuple[tuple[str, str], ...]:
    """What an area has by the chains themselves: entitlement and its words, each once."""
    level = level_of(region)
    found = {}
    for chain, step in all_steps(catalogue):
        applies = not chain.cities or any(city[:4] == region[:4] for city in chain.cities)
        if step.by is level and (applies or region == catalogue.regions.code):
            found[entitlement(chain, step)] = _words(catalogue, chain.questionnaire, zh(step.name))
    if region == catalogue.regions.code:
        found[powers.RIGHT] = powers.RIGHT_WORDS
    return tuple(found.items())


def state_of(row: Delegation, today: date) -> str:
    """Where a delegation stands on a day."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if today < row.starts_on:
        return "ahead"
    return "over" if row.ends_on is not None and row.ends_on < today else "in_force"


def _own_area(actor: Actor, catalogue: Catalogue, code: str) -> Area:
    if actor.region != code:
        raise NotFoundError
    return find_area(catalogue, actor, code)


def _takers(area: Area) -> tuple[Place, ...]:
    """The cities and counties inside, without the area itself."""
    counties = tuple(Place(county.code, county.name) for county in area.counties)
    places = (*area.parts, *counties)
    return tuple({place.code: place for place in places if place.code != area.code}.values())


def _all_rights(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [
        (powers.RIGHT, powers.RIGHT_WORDS),
        *(
            (entitlement(chain, step), _words(catalogue, chain.questionnaire, zh(step.name)))
            for chain, step in all_steps(catalogue)
        ),
    ]


def _words(catalogue: Catalogue, questionnaire: str, step: str) -> str:
    ladder = catalogue.ladders[catalogue.questionnaire(questionnaire).ladder]
    return f"{zh(ladder.name)}：{step}"
