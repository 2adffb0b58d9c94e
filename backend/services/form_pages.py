"""The pages of a form: the list of its domains, one domain, some of its items."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.questionnaire import Domain
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.services import drafts
from backend.services.assessing import Form, FormHead, files_of, find_form, required_progress
from backend.services.drafts import Draft
from backend.services.instrument import EVERYTHING, Instrument, Progress
from backend.services.item_view import Attempt, ItemView, item_view


@dataclass(frozen=True)
class Target:
    """A choice of the filter 按目标等级查看: a level, or everything."""

    level: str
    name: str


@dataclass(frozen=True)
class DomainLine:
    """A domain in the list of tasks."""

    id: str
    ref: str
    name: str
    progress: Progress


@dataclass(frozen=True)
class ElementLines:
    """An element with its domains."""

    ref: str
    name: str
    domains: tuple[DomainLine, ...]


@dataclass(frozen=True)
class TaskList:
    """The hub of a form. `required` counts what a submission needs: the mandatory items of the lowest rung.

    `targets` is empty where items are not asked for by rung, `elements` where nothing is asked.
    `next_domain` is the first one with open items under the filter, None when all are done.
    """

    head: FormHead
    target: str
    targets: tuple[Target, ...]
    elements: tuple[ElementLines, ...]
    domains: Progress
    items: Progress
    required: Progress
    required_level: str
    next_domain: DomainLine | None


@dataclass(frozen=True)
class SubDomainItems:
    """The items of a sub-domain, in order."""

    ref: str
    name: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class DomainView:
    """A page of the form. `hidden` counts the items that the filter leaves out."""

    head: FormHead
    target: str
    targets: tuple[Target, ...]
    id: str
    ref: str
    name: str
    number: int
    count: int
    progress: Progress
    hidden: int
    groups: tuple[SubDomainItems, ...]
    before: DomainLine | None
    after: DomainLine | None


@dataclass(frozen=True)
class ItemsView:
    """Some items of a form, each as its block, with the progress of the domain they were asked for."""

    head: FormHead
    domain: str
    progress: Progress
    items: tuple[ItemView, ...]


def task_list(
    database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str, target: str = EVERYTHING
) -> TaskList:
    """The hub of a form, counting the items that the target level asks for. Raises NotFoundError."""
    with database.read(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id)
        rows = queries.stored_answers(session, assessment_id)
    instrument = form.instrument
    level = _known_target(instrument, target)
    answers = drafts.answers_in(drafts.read_all(instrument, rows))
    lines = {
        domain.id: _line(domain, instrument.progress(domain, answers, level)) for domain in instrument.domains
    }
    begun = [line for line in lines.values() if line.progress.asked]
    return TaskList(
        head=form.head,
        target=level,
        targets=_targets(instrument),
        elements=_elements(instrument, lines),
        domains=Progress(len(begun), sum(line.progress.is_complete for line in begun)),
        items=Progress(
            sum(line.progress.asked for line in begun), sum(line.progress.answered for line in begun)
        ),
        required=required_progress(instrument, answers),
        required_level=instrument.level_names[instrument.lowest_rung()],
        next_domain=next((line for line in begun if not line.progress.is_complete), None),
    )


def domain_page(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    assessment_id: str,
    domain_id: str,
    *,
    target: str = EVERYTHING,
    attempts: Mapping[str, Attempt] | None = None,
) -> DomainView:
    """A page of the form; `attempts` are what could not be stored, shown again. Raises NotFoundError."""
    with database.read(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id)
        instrument = form.instrument
        domain = instrument.domain(domain_id)
        stored = _drafts_deciding(session, form, domain)
        files = files_of(session, assessment_id, [item.id for item in instrument.items_of[domain.id]])
    level = _known_target(instrument, target)
    items = instrument.shown(domain, level)
    tried = attempts or {}
    views = tuple(
        item_view(instrument, item, stored, files.get(item.id, ()), tried.get(item.id)) for item in items
    )
    place = instrument.domains.index(domain)
    answers = drafts.answers_in(stored)
    return DomainView(
        head=form.head,
        target=level,
        targets=_targets(instrument),
        id=domain.id,
        ref=domain.ref,
        name=zh(domain.name),
        number=place + 1,
        count=len(instrument.domains),
        progress=instrument.progress(domain, answers),
        hidden=len(instrument.items_of[domain.id]) - len(items),
        groups=_groups(domain, views),
        before=_neighbour(instrument, place - 1),
        after=_neighbour(instrument, place + 1),
    )


def items_page(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    assessment_id: str,
    item_ids: tuple[str, ...],
    *,
    attempts: Mapping[str, Attempt] | None = None,
) -> ItemsView:
    """Some items of a form as they stand; the progress is that of the first one's domain."""
    with database.read(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id)
        instrument = form.instrument
        items = [instrument.item(item_id) for item_id in item_ids]
        rows = queries.stored_answers(session, assessment_id)
        stored = drafts.read_all(instrument, rows)
        files = files_of(session, assessment_id, item_ids)
    tried = attempts or {}
    domain = instrument.domain_of[items[0].id]
    return ItemsView(
        head=form.head,
        domain=domain.id,
        progress=instrument.progress(domain, drafts.answers_in(stored)),
        items=tuple(
            item_view(instrument, item, stored, files.get(item.id, ()), tried.get(item.id)) for item in items
        ),
    )


def _drafts_deciding(session: Session, form: Form, domain: Domain) -> dict[str, Draft]:
    items = form.instrument.deciding(domain)
    return drafts.read_all(form.instrument, queries.stored_answers(session, form.assessment.id, items))


def _known_target(instrument: Instrument, target: str) -> str:
    return target if target in instrument.ladder.level_ids[1:] else EVERYTHING


def _targets(instrument: Instrument) -> tuple[Target, ...]:
    if not instrument.has_rungs:
        return ()
    return tuple(Target(level.id, zh(level.name)) for level in instrument.ladder.levels)


def _line(domain: Domain, progress: Progress) -> DomainLine:
    return DomainLine(domain.id, domain.ref, zh(domain.name), progress)


def _elements(instrument: Instrument, lines: Mapping[str, DomainLine]) -> tuple[ElementLines, ...]:
    return tuple(
        ElementLines(
            element.ref,
            zh(element.name),
            tuple(lines[domain.id] for domain in element.domains if domain.id in lines),
        )
        for element in instrument.questionnaire.elements
    )


def _groups(domain: Domain, views: tuple[ItemView, ...]) -> tuple[SubDomainItems, ...]:
    groups = (
        SubDomainItems(sub.ref, zh(sub.name), tuple(view for view in views if view.sub_domain == sub.id))
        for sub in domain.sub_domains
    )
    return tuple(group for group in groups if group.items)


def _neighbour(instrument: Instrument, place: int) -> DomainLine | None:
    if not 0 <= place < len(instrument.domains):
        return None
    return _line(instrument.domains[place], Progress(0, 0))
