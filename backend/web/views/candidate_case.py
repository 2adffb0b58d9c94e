"""One candidate's page: conditions with operands, items still missing, and the way up as help to give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.catalogue import Catalogue
from assessments.pathway import Pathway, Route
from assessments.schema.common import zh
from assessments.steps import Step
from backend.services.areas import Area
from backend.services.candidate_case import CandidateCase
from backend.services.candidate_list import Chosen, level_name
from backend.web.language import _
from backend.web.render import wan
from backend.web.views.candidates import MARKS, address, method_href, state_words, title_of
from backend.web.views.eligibility import eligibility_view
from backend.web.views.gates import GateLine
from backend.web.views.item_lines import GapList, Wording, gap_lists
from backend.web.views.levels import levels_view

MONEY_KINDS = ("money", "ledger")

_HELP: Mapping[str, str] = {
    **dict.fromkeys(("investment", "digital_spend", "rd_expense", "new_equity"), "资金投入"),
    **dict.fromkeys(
        ("class1_ip", "class1_ip_self_developed", "class1_ip_high_value", "class2_ip", "invention_patents"),
        "知识产权",
    ),
    **dict.fromkeys(("rd_staff", "tech_staff", "rd_institution", "science_award"), "研发能力"),
    **dict.fromkeys(
        ("zj_digital_level", "sme_digital_level", "maturity_level", "core_systems", "links_covered"),
        "数字化水平",
    ),
    **dict.fromkeys(("credit_grade", "violation_free_years", "sound_operation", "entity_type"), "信用与合规"),
    **dict.fromkeys(("project_start", "project_done"), "项目进度"),
}
"""The help that a fact stands for; any other figure is 经营指标."""
_OTHER = "经营指标与其他数据"


@dataclass(frozen=True)
class HelpStep:
    """One change: what, to where, and what it costs; `gap` is the money still to be spent, if it is money."""

    name: str
    told: str
    gap: str
    effort: int
    note: str


@dataclass(frozen=True)
class HelpGroup:
    """The help needed in one field."""

    name: str
    steps: tuple[HelpStep, ...]
    effort: int


@dataclass(frozen=True)
class HelpRoute:
    """A way to the rung, by the help it needs."""

    cost: int
    count: int
    groups: tuple[HelpGroup, ...]


@dataclass(frozen=True)
class Onlooker:
    """Who reads the conditions: somebody who cannot fill in what is missing."""

    is_own: bool = False


@dataclass(frozen=True)
class CandidateCasePage:
    """Context of candidates/case.html; `best` and `rest` None: there is no such way.

    `outcome` and `facts` are what the shared pieces of the result page ask for.
    """

    area: Area
    name: str
    firm_name: str
    county: str
    industry: str
    state: str
    mark: str
    held: bool
    is_stale: bool
    title: str
    level: str
    is_call: bool
    in_force: bool
    as_of: date
    method_href: str
    back_href: str
    submission_href: str
    gates: tuple[GateLine, ...]
    gaps: tuple[GapList, ...]
    has_items: bool
    expanded: bool
    proven: bool
    best: HelpRoute | None
    rest: HelpRoute | None
    unmet: tuple[tuple[str, tuple[str, ...]], ...]
    efforts: str
    outcome: Onlooker = Onlooker()
    facts: str = ""


def candidate_case_page(catalogue: Catalogue, found: CandidateCase) -> CandidateCasePage:
    """Everything the page prints."""
    chosen, line, pathway = found.chosen, found.line, found.pathway
    here = f"/regions/{found.area.code}/candidates"
    return CandidateCasePage(
        area=found.area,
        name=line.unit_name,
        firm_name="" if line.firm_name == line.unit_name else line.firm_name,
        county=line.county,
        industry=line.industry,
        state=state_words(line),
        mark=MARKS[line.state],
        held=line.held,
        is_stale=line.is_stale,
        title=title_of(chosen.track),
        level=level_name(chosen.track, chosen.level),
        is_call=chosen.track.call is not None,
        in_force=chosen.in_force is True,
        as_of=chosen.day,
        method_href=method_href(chosen),
        back_href=address(here, {"target": f"{chosen.track.key}:{chosen.level}"}),
        submission_href=f"/submissions/{line.submission_id}",
        gates=_gates(catalogue, found),
        gaps=_gaps(catalogue, found),
        has_items=bool(found.rating.attainment),
        expanded=False,
        proven=pathway is not None,
        best=_route(chosen, catalogue, pathway.best) if pathway and pathway.best else None,
        rest=_route(chosen, catalogue, pathway.rest) if pathway and pathway.rest else None,
        unmet=_unmet(pathway),
        efforts=pathway.efforts if pathway else "",
    )


def _unmet(pathway: Pathway | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = pathway.unmet if pathway else ()
    return tuple((one.name, tuple(dict.fromkeys(one.reasons))) for one in found)


def _gates(catalogue: Catalogue, found: CandidateCase) -> tuple[GateLine, ...]:
    """The conditions of the rung alone."""
    rated = found.rating
    if rated.eligibility is not None:
        own = {gate.id for gate in rated.eligibility.gates if found.chosen.level in gate.levels}
        lines = eligibility_view(catalogue, rated.eligibility).gates
    else:
        own = {gate.id for gate in rated.gates if found.chosen.level in gate.levels}
        lines = levels_view(catalogue, found.chosen.track.instrument, rated).gates
    return tuple(line for line in lines if line.id in own)


def _gaps(catalogue: Catalogue, found: CandidateCase) -> tuple[GapList, ...]:
    """The missing items of the rung and of those below it."""
    ladder = found.chosen.track.ladder
    names = {level.id: zh(level.name) for level in ladder.levels}
    wording = Wording(catalogue, found.chosen.track.instrument.questionnaire, names)
    below = ladder.level_ids[: found.chosen.rank + 1]
    return tuple(gaps for gaps in gap_lists(found.rating, wording, "") if gaps.level in below)


def _route(chosen: Chosen, catalogue: Catalogue, route: Route) -> HelpRoute:
    groups: dict[str, list[HelpStep]] = {}
    for name, step in _grouped(chosen, route.steps):
        groups.setdefault(name, []).append(_step(catalogue, step))
    return HelpRoute(
        cost=route.cost,
        count=len(route.steps),
        groups=tuple(
            HelpGroup(name, tuple(steps), sum(step.effort for step in steps))
            for name, steps in groups.items()
        ),
    )


def _grouped(chosen: Chosen, steps: Sequence[Step]) -> Iterator[tuple[str, Step]]:
    """Every step with the field of help: the domain of an item, the kind of a figure."""
    version = chosen.track.instrument.questionnaire
    domain_of = {item.id: zh(domain.name) for domain in version.domains for item in version.items_of(domain)}
    for step in steps:
        if step.kind == "answer":
            yield _("数字化改造：{domain}", domain=domain_of[step.id]), step
        else:
            yield _(_HELP.get(step.id, _OTHER)), step


def _step(catalogue: Catalogue, step: Step) -> HelpStep:
    fact = catalogue.facts.get(step.id) if step.kind == "fact" else None
    gap = ""
    if fact is not None and fact.kind in MONEY_KINDS and isinstance(step.after, Decimal):
        before = step.before if isinstance(step.before, Decimal) else Decimal(0)
        gap = _("还差 {amount}", amount=wan(step.after - before))
    named = f"{step.ref} {step.name}" if step.ref and step.ref != step.name else step.name
    return HelpStep(named, step.told, gap, step.effort, step.note or "")
