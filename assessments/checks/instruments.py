"""What each method of rating needs, and whether each level of an instrument can be somebody's result."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from assessments.checks.levels import asked_types, options_for
from assessments.checks.logic import Span, contradiction, nothing, permitted, together
from assessments.checks.trees import facts_of, nodes
from assessments.problem import Finding
from assessments.schema.common import ProductionType, Provenance, Purpose
from assessments.schema.condition import CompareScore, ItemsAt
from assessments.schema.questionnaire import Item, Questionnaire
from assessments.shelf import Shelf

_BY_ITEMS = ("attainment", "points", "stages")


def methods(shelf: Shelf) -> Iterator[Finding]:
    """`attainment` has a required share and its conditions in calls; the others decide by gates."""
    for entry in shelf.questionnaires:
        model = entry.model
        unread = any(kind is Questionnaire for kind, _ in shelf.unread)
        if model.method in _BY_ITEMS and not model.items and not unread:
            cure = "请补上 domains/ 下的题目，或改用 method: gates"
            yield Finding(entry.at("method"), f"{model.method} 按题目定级，却没有题目", cure)
        if model.method == "attainment":
            if model.required_share is None:
                cure = "请写明必答题达标的比例、来源可信度和理由"
                yield Finding(entry.at("method"), "按必答题达标定级，却没有 required_share", cure)
            if model.gates or model.rungs:
                place = entry.at("gates" if model.gates else "rungs")
                yield Finding(place, "按必答题达标定级的，条件不写在问卷里", "请移到 calls/ 下的申报条件")
        elif model.required_share is not None:
            cure = "请删去 required_share，或改用 method: attainment"
            yield Finding(entry.at("required_share"), f"{model.method} 不看必答题达标的比例", cure)


def levels_with_gates(shelf: Shelf) -> Iterator[Finding]:
    """Where gates decide, each level of the ladder has some."""
    ladders = {entry.model.id: entry.model for entry in shelf.ladders}
    for entry in shelf.questionnaires:
        ladder = ladders.get(entry.model.ladder)
        if ladder is None or entry.model.method == "attainment":
            continue
        for level in ladder.level_ids[1:]:
            if not entry.model.rungs.get(level):
                told = f"梯级 {level} 没有列出条件，任何企业都会达到"
                yield Finding(entry.at("rungs"), told, "请在 rungs 里列出这一级须满足的条件")


def gate_purposes(shelf: Shelf) -> Iterator[Finding]:
    """A gate limited to some purposes is asked for one that its version serves."""
    for entry in shelf.questionnaires:
        served = {one.purpose for one in entry.model.applies} or set(Purpose)
        for i, gate in enumerate(entry.model.gates):
            if gate.purposes and not served & set(gate.purposes):
                told = f"条件 {gate.id} 只用于 {'、'.join(gate.purposes)}，而本版不用于这些用途"
                yield Finding(entry.at("gates", i, "purposes"), told, "请改正 purposes，或补写 applies")


def shadowed_levels(shelf: Shelf) -> Iterator[Finding]:
    """No level asks all that a higher one asks: whoever reached it would have reached the higher one too."""
    ladders = {entry.model.id: entry.model for entry in shelf.ladders}
    for entry in shelf.questionnaires:
        ladder = ladders.get(entry.model.ladder)
        order = ladder.level_ids[1:] if ladder and entry.model.method != "attainment" else ()
        for lower, higher in combinations(order, 2):
            asked = [set(entry.model.rungs.get(level, ())) for level in (lower, higher)]
            if asked[1] and asked[1] <= asked[0]:
                told = f"满足 {lower} 的必然也满足更高的 {higher}，没有企业会停在 {lower}"
                yield Finding(entry.at("rungs", lower), told, "请核对两级所列的条件")


def contradictory_levels(shelf: Shelf) -> Iterator[Finding]:
    """The gates of a level can hold together, for each purpose."""
    facts = facts_of(shelf)
    for entry in shelf.versions:
        for level in entry.model.rungs:
            for purpose in Purpose:
                gates = [
                    gate
                    for gate in entry.model.gates
                    if gate.id in entry.model.rungs[level]
                    and gate.provenance is not Provenance.RECALLED
                    and not gate.in_principle
                    and (not gate.purposes or purpose in gate.purposes)
                ]
                alone = any(contradiction([gate.when], facts) for gate in gates)
                if not alone and contradiction([gate.when for gate in gates], facts):
                    told = f"梯级 {level} 所列的条件互相矛盾，没有企业能达到"
                    yield Finding(entry.at("rungs", level), told, "请核对这些条件的比较方式和数值")
                    break


def reachable_points(shelf: Shelf) -> Iterator[Finding]:
    """Each bound on points lies within the points that some firm can have, and parts firms from firms."""
    facts = facts_of(shelf)
    for node, place, root in nodes(shelf):
        questionnaire = root.questionnaire
        allowed = permitted(node, facts) if isinstance(node, CompareScore) else None
        if questionnaire is None or not isinstance(node, CompareScore) or not isinstance(allowed, Span):
            continue
        if node.score != "total" and node.score not in {domain.id for domain in questionnaire.domains}:
            continue
        spans = [Span(Decimal(0), most) for most in _most_points(questionnaire, node.score)]
        reached = [together(span, allowed) for span in spans]
        most = max(span.high or Decimal(0) for span in spans)
        if all(nothing(span) for span in reached):
            told = f"满分只有 {most}，没有企业能达到这一条件"
            yield Finding(place.at("value"), told, "请核对数值和各选项的 points")
        elif reached == spans:
            told = f"得分在 0 至 {most} 之间，任何企业都满足，条件起不了作用"
            yield Finding(place.at("value"), told, "请核对数值和比较方式")


def _most_points(questionnaire: Questionnaire, score: str) -> list[Decimal]:
    """The most points of the whole or of a domain, for each production type."""
    domains = [domain for domain in questionnaire.domains if score in ("total", domain.id)]
    inside = {sub.id for domain in domains for sub in domain.sub_domains}
    items = [item for item in questionnaire.items if item.sub_domain in inside]
    return [sum((_most(item, kind) for item in items), Decimal(0)) for kind in ProductionType]


def _most(item: Item, production: ProductionType) -> Decimal:
    if production not in asked_types(item):
        return Decimal(0)
    options = options_for(item, production)
    alone = max((option.points for option in options), default=Decimal(0))
    if item.type != "multiple":
        return alone
    return max(alone, sum((option.points for option in options if not option.exclusive), Decimal(0)))


def reachable_counts(shelf: Shelf) -> Iterator[Finding]:
    """As many items as a condition counts have an option that reaches the level."""
    ranks = {
        entry.model.id: {level: rank for rank, level in enumerate(entry.model.level_ids)}
        for entry in shelf.ladders
    }
    unread = any(kind is Questionnaire for kind, _ in shelf.unread)
    for node, place, root in nodes(shelf):
        questionnaire = root.questionnaire
        if questionnaire is None or unread or not isinstance(node, ItemsAt):
            continue
        rank = ranks.get(questionnaire.ladder, {})
        tagged = [item for item in questionnaire.items if node.tag is None or node.tag in item.tags]
        if node.items_at not in rank or not tagged:
            continue
        able = max(
            sum(_reaches(item, kind, rank, rank[node.items_at]) for item in tagged) for kind in ProductionType
        )
        if able < node.at_least:
            told = f"要求 {node.at_least} 道题达到 {node.items_at}，能达到的只有 {able} 道"
            yield Finding(place.at("at_least"), told, "请核对 at_least、题目的 tags 和选项的 level")


def _reaches(item: Item, production: ProductionType, rank: dict[str, int], needed: int) -> bool:
    asked = production in asked_types(item)
    return asked and any(rank.get(one.level, 0) >= needed for one in options_for(item, production))
