"""A questionnaire to arrays: its rubric, and where each item and option stands in it.

Calls are compiled by `assessments.call_gates`, the gates of an instrument's own levels by
`assessments.level_gates`; all is imported from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from assessments.call_gates import CompiledCall, compile_call
from assessments.exact import scaled, unscaled
from assessments.faults import CompileError, UnknownItem
from assessments.level_gates import CompiledLevels, compile_levels, counted_ranks, points_decimals
from assessments.operands import CountSpec, Register
from assessments.schema.common import ProductionType, Purpose
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Domain, Implication, Item, Option, Questionnaire, Requirement
from assessments.wording import PRODUCTION, item_words, quoted
from scoring.build import build_rubric
from scoring.layout import Slot
from scoring.rubric import Implication as ImpliedPositions
from scoring.rubric import ItemRule, Rubric

__all__ = [
    "CompileError",
    "CompiledCall",
    "CompiledLevels",
    "CompiledQuestionnaire",
    "Register",
    "UnknownItem",
    "choices",
    "compile_call",
    "compile_questionnaire",
]


@dataclass(frozen=True, eq=False)
class CompiledQuestionnaire:
    """A questionnaire version ready to rate.

    `decimals` is the scale of the rubric's integers (points × 10^decimals); answered items, domains and
    implications have the same positions here and in the rubric. `implications` are in the rubric's order.
    `levels` decides the level by gates; None where attainment of the items does.
    """

    questionnaire: Questionnaire
    ladder: Ladder
    rubric: Rubric
    decimals: int
    implications: tuple[Implication, ...]
    levels: CompiledLevels | None = None

    @cached_property
    def answered(self) -> tuple[Item, ...]:
        """The items that someone answers: all but the derived ones."""
        return answered_items(self.questionnaire)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Id of an answered item to its position."""
        return {item.id: position for position, item in enumerate(self.answered)}

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Level id to its rank; `none` is 0."""
        return {level: rank for rank, level in enumerate(self.ladder.level_ids)}

    @cached_property
    def domain_of(self) -> Mapping[str, Domain]:
        """Sub-domain id to its domain."""
        return {sub.id: domain for domain in self.questionnaire.domains for sub in domain.sub_domains}

    @cached_property
    def _asked(self) -> Mapping[ProductionType, tuple[Item, ...]]:
        return {
            production: tuple(item for item in self.answered if item.production in ("all", production))
            for production in ProductionType
        }

    @cached_property
    def _by_name(self) -> Mapping[ProductionType, Mapping[str, Item]]:
        """Per production type, the item meant by an id or ref."""
        return {
            production: {name: item for item in reversed(items) for name in (item.ref, item.id)}
            for production, items in self._asked.items()
        }

    def asked(self, production: ProductionType) -> tuple[Item, ...]:
        """The items asked of a production type, in order."""
        return self._asked[production]

    def item(self, key: str, production: ProductionType) -> Item:
        """The item with this id or ref that is asked of the production type.

        A ref of items that differ only by production type ("4" for 4.1 and 4.2) is the one asked.
        UnknownItem with a Chinese message when there is none.
        """
        named = self._by_name[production].get(key)
        if named is not None:
            return named
        variants = [item for item in self.asked(production) if item.ref.startswith(f"{key}.")]
        if len(variants) == 1:
            return variants[0]
        others = [item for item in self.questionnaire.items if key in (item.id, item.ref)]
        if others and others[0].type == "derived":
            raise UnknownItem(
                f"{item_words(others[0].ref)}由事实推定，不用回答，请删去并在 facts 中填写相应事实"
            )
        if others:
            other = ProductionType(others[0].production)
            raise UnknownItem(
                f"{item_words(others[0].ref)}只问{PRODUCTION[other]}单位，本单位是{PRODUCTION[production]}"
            )
        raise UnknownItem(f"问卷 {self.questionnaire.key} 没有题目{quoted(key)}，请填题目 id 或题号")

    def enough(self, item: Item, production: ProductionType, rank: int) -> str | None:
        """The lowest option, by rank, then points, then order, that evidences the rank; None without one."""
        return self._enough[item.id, production][rank]

    @cached_property
    def _enough(self) -> Mapping[tuple[str, ProductionType], tuple[str | None, ...]]:
        return {
            (item.id, production): tuple(
                _lowest(choices(item, production), self.rank, rank) for rank in range(len(self.rank))
            )
            for production, items in self._asked.items()
            for item in items
        }

    @cached_property
    def option_positions(self) -> Mapping[tuple[str, ProductionType], Mapping[str, int]]:
        """Per item and production type, the option ids that may be chosen to their positions in the item."""
        return {
            (item.id, production): {
                option.id: position
                for position, option in enumerate(item.options)
                if option.production in ("all", production)
            }
            for production, items in self._asked.items()
            for item in items
        }

    def points(self, integer: int) -> Decimal:
        """The rubric's integer as exact points."""
        return unscaled(integer, self.decimals)


def answered_items(questionnaire: Questionnaire) -> tuple[Item, ...]:
    """The items of a questionnaire that someone answers, in order."""
    return tuple(item for item in questionnaire.items if item.type != "derived")


def choices(item: Item, production: ProductionType) -> tuple[Option, ...]:
    """The options that a unit of the production type may choose, in order."""
    return tuple(option for option in item.options if option.production in ("all", production))


def _lowest(options: Sequence[Option], ranks: Mapping[str, int], rank: int) -> str | None:
    able = [option for option in options if ranks[option.level] >= rank]
    return min(able, key=lambda option: (ranks[option.level], option.points)).id if able else None


def compile_questionnaire(
    questionnaire: Questionnaire,
    ladder: Ladder,
    register: Register | None = None,
    purpose: Purpose = Purpose.RECOGNITION,
) -> CompiledQuestionnaire:
    """Compile a version for a purpose; CompileError names what cannot be rated.

    `register` holds what the gates of its levels name; an attainment questionnaire needs none.
    """
    if questionnaire.ladder != ladder.id:
        raise CompileError(f"问卷 {questionnaire.key} 属于梯度 {questionnaire.ladder}，不是 {ladder.id}")
    decimals = points_decimals(questionnaire)
    levels = _levels(questionnaire, ladder, register, purpose, decimals)
    implications = _ordered(questionnaire)
    positions = {item.id: position for position, item in enumerate(answered_items(questionnaire))}
    share = questionnaire.required_share
    try:
        rubric = build_rubric(
            _rules(questionnaire, ladder, decimals, levels.counters if levels else ()),
            [_positions(questionnaire, positions, implication) for implication in implications],
            dimensions=len(questionnaire.domains),
            rungs=len(ladder.levels),
            percent=share.percent if share else 100,
            counters=len(levels.counters) if levels else 0,
        )
    except OverflowError:
        raise CompileError(f"问卷 {questionnaire.key} 的分值合计超出整数范围，请减少小数位") from None
    return CompiledQuestionnaire(questionnaire, ladder, rubric, decimals, implications, levels)


def _levels(
    questionnaire: Questionnaire, ladder: Ladder, register: Register | None, purpose: Purpose, decimals: int
) -> CompiledLevels | None:
    if questionnaire.method == "attainment":
        return None
    if register is None:
        raise CompileError(f"问卷 {questionnaire.key} 的等级由条件决定，编译时须给出事实登记册")
    return compile_levels(questionnaire, ladder, register, purpose, decimals)


def _rules(
    questionnaire: Questionnaire, ladder: Ladder, decimals: int, counters: Sequence[CountSpec]
) -> list[ItemRule]:
    dimension = {
        sub.id: place for place, domain in enumerate(questionnaire.domains) for sub in domain.sub_domains
    }
    rules: list[ItemRule] = []
    for item in questionnaire.items:
        if item.sub_domain not in dimension:
            raise CompileError(f"题目 {item.id} 的子域 {item.sub_domain} 不存在")
    for item in answered_items(questionnaire):
        first = rules[-1].slot.first + rules[-1].slot.rows if rules else 0
        rule = _rule(item, ladder, decimals, dimension[item.sub_domain], first)
        rules.append(replace(rule, counted=counted_ranks(item, counters)))
    return rules


def _rule(item: Item, ladder: Ladder, decimals: int, dimension: int, first: int) -> ItemRule:
    ranks = {level: rank for rank, level in enumerate(ladder.level_ids)}
    strange = [
        level for level in (*item.rungs, *(option.level for option in item.options)) if level not in ranks
    ]
    if strange:
        raise CompileError(f"题目 {item.id} 的梯级 {strange[0]} 不在梯度 {ladder.id} 中")
    mandatory = tuple(item.rungs.get(level.id) is Requirement.MANDATORY for level in ladder.levels)
    best, level = _best(item, ranks)
    if any(asked and rank >= level for rank, asked in enumerate(mandatory)):
        raise CompileError(f"题目 {item.id} 在某一梯级必答，却没有选项能达到该梯级")
    single = item.type == "single"
    slot = Slot(
        first=first,
        options=len(item.options),
        multiple=not single,
        may_not_apply=single and item.may_not_apply is not None,
        conditional=item.production != "all",
    )
    return ItemRule(
        dimension=dimension,
        slot=slot,
        points=tuple(scaled(option.points, decimals) for option in item.options),
        levels=tuple(ranks[option.level] for option in item.options),
        maximum=scaled(best, decimals),
        mandatory=mandatory,
    )


def _best(item: Item, ranks: Mapping[str, int]) -> tuple[Decimal, int]:
    """The most points one unit can have and the highest rank, which must not hang on the production type.

    Options that differ by production type are twins of one place in the scale: an open item must have the
    same best outcome for both, or its packed code could not tell what is still possible.
    """
    types = ProductionType if item.production == "all" else (item.production,)
    outcomes = {
        (_most_points(item, options), max(ranks[option.level] for option in options))
        for options in (choices(item, ProductionType(production)) for production in types)
        if options
    }
    if len(outcomes) != 1:
        raise CompileError(f"题目 {item.id} 对离散型与流程型的最高分或最高梯级不同，请改成两道题")
    return outcomes.pop()


def _most_points(item: Item, options: Sequence[Option]) -> Decimal:
    if item.type == "single":
        return max(option.points for option in options)
    together = sum((option.points for option in options if not option.exclusive), Decimal(0))
    return max(together, *(option.points for option in options if option.exclusive), Decimal(0))


def _ordered(questionnaire: Questionnaire) -> tuple[Implication, ...]:
    """Implications with causes before effects, each checked; CompileError where they contradict."""
    items = {item.id: item for item in questionnaire.items}
    effects: dict[str, str] = {}
    for implication in questionnaire.implications:
        _check_lowest(items, implication)
        then = implication.then
        if effects.setdefault(then.item, then.option) != then.option:
            raise CompileError(f"题目 {then.item} 被推定为两个不同的选项，请只留一个")
    graph: dict[str, set[str]] = {}
    for implication in questionnaire.implications:
        graph.setdefault(implication.then.item, set()).add(implication.when.item)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError:
        raise CompileError(f"问卷 {questionnaire.key} 的推定绕成了环，请断开") from None
    return tuple(
        sorted(questionnaire.implications, key=lambda implication: order.index(implication.then.item))
    )


def _check_lowest(items: Mapping[str, Item], implication: Implication) -> None:
    """Only lowest answers may imply and be implied: otherwise a better answer could lower a level."""
    for end in (implication.when, implication.then):
        item = items.get(end.item)
        option = next((option for option in item.options if option.id == end.option), None) if item else None
        if item is None or option is None:
            raise CompileError(f"推定中的题目 {end.item} 或选项 {end.option} 不存在")
        if option.level != "none" or option.points > min(other.points for other in item.options):
            raise CompileError(
                f"推定只能由最低选项推出最低选项，题目 {item.id} 的 {option.id} 不是，否则答得更好反而会降级"
            )
    if items[implication.then.item].type != "single":
        raise CompileError(f"推定的题目 {implication.then.item} 是多选题，只能推定单选题")


def _positions(
    questionnaire: Questionnaire, positions: Mapping[str, int], implication: Implication
) -> ImpliedPositions:
    items = answered_items(questionnaire)

    def option(item: str, name: str) -> int:
        return [option.id for option in items[positions[item]].options].index(name)

    when, then = implication.when, implication.then
    return ImpliedPositions(
        positions[when.item],
        option(when.item, when.option),
        positions[then.item],
        option(then.item, then.option),
    )
