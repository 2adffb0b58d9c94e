"""A questionnaire version as a unit of one production type meets it: its items by domain, and what follows.

Built once per version and production type and kept, so that saving one answer looks nothing up twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.answering import Answer
from assessments.compile import answered_items
from assessments.loader import Catalogue
from assessments.schema.common import ProductionType, zh
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Domain, Implication, Item, Option, Questionnaire
from backend.services.errors import NotFoundError

EVERYTHING = "all"
"""As a target level: do not filter."""


@dataclass(frozen=True)
class Progress:
    """How many of the asked items are answered (不适用 and implied answers count)."""

    asked: int
    answered: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open."""
        return self.answered == self.asked


@dataclass(frozen=True)
class Instrument:
    """The items asked of one production type; what follows from facts is not asked."""

    questionnaire: Questionnaire
    ladder: Ladder
    production: ProductionType
    domains: tuple[Domain, ...]
    asked: Mapping[str, Item]
    domain_of: Mapping[str, Domain]
    items_of: Mapping[str, tuple[Item, ...]]
    allowed: Mapping[str, frozenset[str]]
    implications: tuple[Implication, ...]
    level_names: Mapping[str, str]

    @property
    def by_attainment(self) -> bool:
        """Whether the mandatory items of each rung decide the level, and not gates."""
        return self.questionnaire.method == "attainment"

    @property
    def has_rungs(self) -> bool:
        """Whether items are asked for by rung, so that they can be listed by a target."""
        return any(item.rungs for item in self.asked.values())

    def item(self, item_id: str) -> Item:
        """The item with this id. Raises NotFoundError when it is not asked of this production type."""
        if item_id not in self.asked:
            raise NotFoundError
        return self.asked[item_id]

    def domain(self, domain_id: str) -> Domain:
        """The domain with this id. Raises NotFoundError."""
        found = next((domain for domain in self.domains if domain.id == domain_id), None)
        if found is None:
            raise NotFoundError
        return found

    def options(self, item: Item) -> tuple[Option, ...]:
        """The options of an item that this production type may choose."""
        return tuple(option for option in item.options if option.id in self.allowed[item.id])

    def implied(self, answers: Mapping[str, Answer]) -> dict[str, Implication]:
        """What follows from the answers, by the item that need not be answered any more."""
        found: dict[str, Implication] = {}
        for implication in self.implications:
            when = implication.when
            earlier = found.get(when.item)
            chosen = (earlier.then.option,) if earlier else answers.get(when.item, Answer()).options
            if when.option in chosen:
                found[implication.then.item] = implication
        return found

    def allows(self, item: Item, answer: Answer) -> bool:
        """Whether a stored answer still fits the production type, which the unit may have changed since."""
        return self.allowed[item.id].issuperset(answer.options)

    def deciding(self, domain: Domain) -> set[str]:
        """The items on whose answers the progress of a domain depends: its own, and those that imply them."""
        own = {item.id for item in self.items_of[domain.id]}
        return own | {i.when.item for i in self.implications if i.then.item in own}

    def progress(self, domain: Domain, answers: Mapping[str, Answer], target: str = EVERYTHING) -> Progress:
        """How far a domain is, given at least the answers of the items that decide it."""
        implied = self.implied(answers)
        items = self.shown(domain, target)
        done = sum(item.id in implied or self._is_answered(item, answers.get(item.id)) for item in items)
        return Progress(asked=len(items), answered=done)

    def shown(self, domain: Domain, target: str) -> tuple[Item, ...]:
        """The items of a domain, only those that a target level asks for unless it is EVERYTHING."""
        items = self.items_of[domain.id]
        return items if target == EVERYTHING else tuple(item for item in items if target in item.rungs)

    def lowest_rung(self) -> str:
        """The level that a submission has to be complete for."""
        return self.ladder.levels[0].id

    def chosen(self, item: Item, answer: Answer) -> tuple[str, ...]:
        """The options of an answer with their letters, as a reader sees them: “B 由人工录入系统。”."""
        chosen = (option for option in item.options if option.id in answer.options)
        return tuple(f"{option.ref} {zh(option.text)}" for option in chosen)

    def _is_answered(self, item: Item, answer: Answer | None) -> bool:
        return answer is not None and answer != Answer() and self.allows(item, answer)


_kept: dict[tuple[str, ProductionType], Instrument] = {}


def instrument_for(catalogue: Catalogue, key: str, production: ProductionType) -> Instrument:
    """The instrument for a questionnaire version `id@version`. Raises UnknownName."""
    questionnaire = catalogue.questionnaire(key)
    kept = _kept.get((key, production))
    # Another catalogue (in tests) may hold another questionnaire of the same name.
    if kept is None or kept.questionnaire is not questionnaire:
        kept = _build(questionnaire, catalogue.ladders[questionnaire.ladder], production)
        _kept[key, production] = kept
    return kept


def _build(questionnaire: Questionnaire, ladder: Ladder, production: ProductionType) -> Instrument:
    allowed = ("all", production.value)
    asked = {item.id: item for item in answered_items(questionnaire) if item.production in allowed}
    items_of = {
        domain.id: tuple(item for item in questionnaire.items_of(domain) if item.id in asked)
        for domain in questionnaire.domains
    }
    implications = tuple(
        implication
        for implication in questionnaire.implications
        if implication.when.item in asked and implication.then.item in asked
    )
    return Instrument(
        questionnaire=questionnaire,
        ladder=ladder,
        production=production,
        domains=tuple(domain for domain in questionnaire.domains if items_of[domain.id]),
        asked=asked,
        domain_of={item.id: domain for domain in questionnaire.domains for item in items_of[domain.id]},
        items_of=items_of,
        allowed={
            item.id: frozenset(option.id for option in item.options if option.production in allowed)
            for item in asked.values()
        },
        implications=implications,
        level_names={"none": zh(ladder.below), **{level.id: zh(level.name) for level in ladder.levels}},
    )
