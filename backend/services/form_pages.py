"""The pages of a form: the list of its domains, one domain, some of its items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.questionnaire import Domain
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.services import carrying, drafts, reviews
from backend.services.assessing import Form, FormHead, files_of, find_form, required_progress
from backend.services.drafts import Draft
from backend.services.instrument import EVERYTHING, Instrument, Progress
from backend.services.item_view import Around, Attempt, ItemView, item_view


@dataclass(frozen=True)
class Target:
    """A choice of the filter 按目标等级查看: a level, or everything."""

    level: str
    name: str


@dataclass(frozen=True)
class DomainLine:
    """A domain in the list of tasks; `to_confirm` of its answers were taken over and not yet confirmed."""

    id: str
    ref: str
    name: str
    progress: Progress
    to_confirm: int = 0


@dataclass(frozen=True)
class CameBack:
    """An item that review returned, and why."""

    item: str
    ref: str
    name: str
    domain: str
    reason: str


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
    `next_domain` is the first one with open items under the filter, None when all are done. `to_confirm`
    counts the answers yet to be confirmed, whatever the filter; `came_back` are the items review returned.
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
    to_confirm: int = 0
    came_back: tuple[CameBack, ...] = ()


@dataclass(frozen=True)
class SubDomainItems:
    """The items of a sub-domain, in order."""

    ref: str
    name: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class DomainView:
    """A page of the form. `hidden` counts the items that the filter leaves out.

    `to_confirm` counts the answers on the page that have yet to be confirmed.
    """

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
    to_confirm: int = 0


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
        reasons = _reasons(session, form)
    instrument = form.instrument
    level = _known_target(instrument, target)
    stored = drafts.read_all(instrument, rows)
    answers = drafts.answers_in(stored)
    lines = {
        domain.id: _line(
            domain, instrument.progress(domain, answers, level), _to_confirm(instrument, domain, stored)
        )
        for domain in instrument.domains
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
        to_confirm=sum(line.to_confirm for line in lines.values()),
        came_back=tuple(_came_back(instrument, reasons)),
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
        around = _around(session, form, stored)
    level = _known_target(instrument, target)
    items = instrument.shown(domain, level)
    tried = attempts or {}
    views = tuple(
        item_view(instrument, item, stored, files.get(item.id, ()), tried.get(item.id), around=around)
        for item in items
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
        to_confirm=sum(bool(view.to_confirm) for view in views),
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
        around = _around(session, form, stored)
    tried = attempts or {}
    domain = instrument.domain_of[items[0].id]
    return ItemsView(
        head=form.head,
        domain=domain.id,
        progress=instrument.progress(domain, drafts.answers_in(stored)),
        items=tuple(
            item_view(instrument, item, stored, files.get(item.id, ()), tried.get(item.id), around=around)
            for item in items
        ),
    )


def _around(session: Session, form: Form, stored: Mapping[str, Draft]) -> Around:
    return Around(carrying.label(session, stored), _reasons(session, form))


def _reasons(session: Session, form: Form) -> Mapping[str, str]:
    """Why review returned the form's items, while it is being filled again."""
    return reviews.reasons_for(session, form.assessment.id) if form.head.came_back else {}


def _came_back(instrument: Instrument, reasons: Mapping[str, str]) -> Iterator[CameBack]:
    for item_id, item in instrument.asked.items():
        if item_id in reasons:
            domain = instrument.domain_of[item_id]
            yield CameBack(item_id, item.ref, zh(item.name), domain.id, reasons[item_id])


def _to_confirm(instrument: Instrument, domain: Domain, stored: Mapping[str, Draft]) -> int:
    items = (item.id for item in instrument.items_of[domain.id])
    return len(drafts.to_confirm(instrument, items, stored))


def _drafts_deciding(session: Session, form: Form, domain: Domain) -> dict[str, Draft]:
    items = form.instrument.deciding(domain)
    return drafts.read_all(form.instrument, queries.stored_answers(session, form.assessment.id, items))


def _known_target(instrument: Instrument, target: str) -> str:
    return target if target in instrument.ladder.level_ids[1:] else EVERYTHING


def _targets(instrument: Instrument) -> tuple[Target, ...]:
    if not instrument.has_rungs:
        return ()
    return tuple(Target(level.id, zh(level.name)) for level in instrument.ladder.levels)


def _line(domain: Domain, progress: Progress, to_confirm: int = 0) -> DomainLine:
    return DomainLine(domain.id, domain.ref, zh(domain.name), progress, to_confirm)


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
