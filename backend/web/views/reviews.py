"""The queue of an area and one review of it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.review import StepKind
from backend import clock
from backend.services.areas import Area
from backend.services.review_file import ActLine, ReviewFile, StepLine
from backend.services.review_queue import Queue, QueueFilter, QueueLine, instruments, step_names
from backend.web.language import _
from backend.web.views.citing import Cited, cite
from backend.web.views.integrity import ReviewHints, review_hints

Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

STATES: Mapping[str, str] = {
    "waiting": "审核中",
    "withdrawn": "企业已撤回",
    "returned": "已退回企业",
    "refused": "不予通过",
    "accepted": "本平台各环节已通过",
    "recognised": "已认定",
}
ACTS: Mapping[str, str] = {
    "pass": "通过",
    "return": "退回企业",
    "refuse": "不予通过",
    "check": "登记现场核查",
    "recognise": "认定",
    "withdraw": "企业撤回",
}
DONE: Mapping[str, str] = {
    "passed": "已通过，转入下一环节。",
    "returned": "已退回企业，企业会在相应题目处看到理由。",
    "refused": "已登记为不予通过。",
    "checked": "现场核查记录已登记。",
    "recognised": "已认定，称号已登记。",
}


@dataclass(frozen=True)
class QueueRow:
    """One submission that waits; `waits` is for how many days."""

    line: QueueLine
    href: str
    waits: int


@dataclass(frozen=True)
class StepCount:
    """A step with how many wait there; `href` narrows the list to it."""

    name: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True)
class QueuePage:
    """Context of reviews/queue.html; `shows` is mine, all or step."""

    area: Area
    rows: tuple[QueueRow, ...]
    steps: tuple[StepCount, ...]
    total: int
    mine: int
    shows: str
    mine_href: str
    all_href: str
    values: Mapping[str, str]
    instruments: Groups
    counties: Groups
    is_filtered: bool
    done: str
    here: str
    first_href: str
    next_href: str


def queue_page(
    catalogue: Catalogue, found: Queue, wanted: QueueFilter, *, after: str, done: str
) -> QueuePage:
    """Everything the page prints."""
    here = f"/regions/{found.area.code}/reviews"
    kept = _query(wanted)

    def to(**changes: str) -> str:
        return _address(here, {**kept, **changes})

    return QueuePage(
        area=found.area,
        rows=tuple(_row(here, line) for line in found.lines),
        steps=tuple(
            StepCount(name, found.counts[step], to(step=step, who="all"), wanted.step == step)
            for step, name in step_names(catalogue).items()
            if found.counts.get(step) or wanted.step == step
        ),
        total=sum(found.counts.values()),
        mine=found.mine,
        shows="mine" if wanted.mine else "step" if wanted.step else "all",
        mine_href=to(who="", step=""),
        all_href=to(who="all", step=""),
        values=kept,
        instruments=(("", tuple(instruments(catalogue).items())),),
        counties=_counties(found.area),
        is_filtered=bool(wanted.questionnaire or wanted.county or wanted.step),
        done=_(DONE[done]) if done else "",
        here=here,
        first_href=to() if after else "",
        next_href=to(after=found.next) if found.next else "",
    )


def _query(wanted: QueueFilter) -> dict[str, str]:
    values = {
        "who": "" if wanted.mine else "all",
        "step": wanted.step,
        "questionnaire": wanted.questionnaire,
        "county": wanted.county,
    }
    return {name: value for name, value in values.items() if value}


def _address(path: str, values: Mapping[str, str]) -> str:
    given = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def _counties(area: Area) -> Groups:
    if area.is_county:
        return ()
    return (("", tuple((place.code, place.name) for place in area.reporting)),)


def _row(here: str, line: QueueLine) -> QueueRow:
    waits = (clock.today() - clock.local(line.since).date()).days
    return QueueRow(line, f"{here}/{line.submission_id}", waits)


@dataclass(frozen=True)
class StepRow:
    """A step of the chain as the page draws it."""

    line: StepLine
    cited: Cited | None


@dataclass(frozen=True)
class ActRow:
    """Something that was done, in words; `reasons` are item names with what was said about each."""

    line: ActLine
    act: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FilePage:
    """Context of reviews/file.html and reviews/check.html.

    `can_pass` and the like say which forms the step has; `now` is its name. `barred` are the providers that
    may not check the firm because they diagnosed it (for reviews/check.html). `typed` and `errors` come from
    a refused form, `marked` are the items it spoke of.
    """

    area: Area
    file: ReviewFile
    here: str
    state: str
    steps: tuple[StepRow, ...]
    acts: tuple[ActRow, ...]
    can_pass: bool
    is_check: bool
    is_publicity: bool
    is_recognition: bool
    now: str
    marked: frozenset[str]
    done: str
    hints: ReviewHints
    barred: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def file_page(
    catalogue: Catalogue,
    found: ReviewFile,
    *,
    done: str = "",
    barred: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> FilePage:
    """Everything the page prints."""
    kind = found.step.kind if found.step is not None and found.may_act else None
    names = {line.id: f"{line.ref} {line.name}" for domain in found.domains for line in domain.lines}
    return FilePage(
        area=found.area,
        file=found,
        here=f"/regions/{found.area.code}/reviews/{found.review.submission_id}",
        state=_(STATES[found.review.state]),
        steps=step_rows(catalogue, found.steps),
        acts=tuple(act_row(line, names) for line in found.acts),
        can_pass=kind in (StepKind.FORMAL, StepKind.RECOMMENDATION, StepKind.SITE_CHECK),
        is_check=kind is StepKind.SITE_CHECK,
        is_publicity=kind is StepKind.PUBLICITY,
        is_recognition=kind is StepKind.RECOGNITION,
        now=zh(found.step.name) if found.step else "",
        marked=_marked(typed or {}),
        done=_(DONE[done]) if done else "",
        hints=review_hints(names, found.hints),
        barred=barred,
        typed=typed or {},
        errors=errors or {},
    )


def _marked(typed: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name.partition(":")[2] for name, value in typed.items() if ":" in name and value)


def step_rows(catalogue: Catalogue, steps: tuple[StepLine, ...]) -> tuple[StepRow, ...]:
    """The steps with their clauses."""
    return tuple(StepRow(step, cite(catalogue, step.citation) if step.citation else None) for step in steps)


def act_row(line: ActLine, names: Mapping[str, str]) -> ActRow:
    """Something that was done, with the names of the items it speaks of."""
    reasons = tuple((names.get(item, item), reason) for item, reason in line.reasons.items())
    return ActRow(line, _(ACTS[line.act]), reasons)
