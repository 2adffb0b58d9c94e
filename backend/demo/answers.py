"""Answers that reach a chosen rung and not the next one, different for every firm."""

from collections.abc import Sequence
from random import Random

from assessments.answering import Answer
from assessments.compile import CompiledQuestionnaire, choices
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item, Option, Requirement

# Made up: how often an item is better than it need be, left open, or held not to apply; how many firms are
# close to the next rung, and how many of those leave open what they lack instead of answering it.
BETTER, OPEN, NOT_APPLICABLE = 0.35, 0.06, 0.3
CLOSE, UNSURE = 0.4, 0.4
REASON = "演示数据：本单位不涉及这一业务，故填不适用。"
HELD_BACK = (1, 25)
"""Items that a firm lacks for the next rung, at least and at most, where it is close to it."""


class AnswerMaker:
    """Makes answers for the units of one production type."""

    def __init__(self, compiled: CompiledQuestionnaire, production: ProductionType) -> None:
        self.compiled = compiled
        self.production = production
        self.items = compiled.asked(production)
        self.rungs = compiled.ladder.level_ids
        ranks = range(len(self.rungs))
        # Looked up for every item of every firm.
        self.allowed = {item.id: self._by_rank(item) for item in self.items}
        self.needed = {(item.id, rank): self._highest(item, rank) for item in self.items for rank in ranks}

    def make(self, chance: Random, level: str) -> dict[str, Answer]:
        """Answers by item id whose certain level is `level`."""
        rank = self.compiled.rank[level]
        held_back = self._held_back(chance, rank)
        is_close = chance.random() < CLOSE
        goal = rank + 1 if is_close and held_back else rank
        chosen = {
            item.id: self._option(chance, item, rank, rank)
            if item.id in held_back
            else self._option(chance, item, goal)
            for item in self.items
        }
        self._untie(chosen, goal)
        unsure = is_close and chance.random() < UNSURE
        made = {}
        for item in self.items:
            answer = Answer((chosen[item.id].id,))
            if item.id in held_back:
                sure = self.needed[item.id, rank] or self._asks(item, 1)
                answer = answer if sure or not unsure else Answer()
            elif not self.needed[item.id, goal]:
                answer = self._perhaps_open(chance, item, answer)
            if answer != Answer():
                made[item.id] = answer
        return made

    def _held_back(self, chance: Random, rank: int) -> frozenset[str]:
        if rank + 1 == len(self.rungs):
            return frozenset()
        # Items that lock others, or are locked, may end up with another answer than the one chosen here.
        tied = {end.item for tie in self.compiled.implications for end in (tie.when, tie.then)}
        next_rung = [
            item.id
            for item in self.items
            if self._asks(item, rank + 1)
            and item.id not in tied
            and self._rank(self.allowed[item.id][0]) <= rank
        ]
        return frozenset(chance.sample(next_rung, min(len(next_rung), chance.randint(*HELD_BACK))))

    def _option(self, chance: Random, item: Item, rank: int, highest: int | None = None) -> Option:
        """The lowest option that is enough for a rung, or now and then a better one, up to `highest`."""
        needed = self.needed[item.id, rank]
        enough = [option for option in self.allowed[item.id] if self._rank(option) >= needed]
        if highest is not None:
            # Where nothing lies between the two rungs, the item cannot be held back.
            enough = [option for option in enough if self._rank(option) <= highest] or enough[:1]
        return chance.choice(enough) if chance.random() < BETTER else enough[0]

    def _untie(self, chosen: dict[str, Option], rank: int) -> None:
        """Move an answer that would lock another one below what it needs."""
        items = {item.id: item for item in self.items}
        for implication in self.compiled.implications:
            when, then = implication.when, implication.then
            if when.item not in items or then.item not in items or chosen[when.item].id != when.option:
                continue
            locked = next(option for option in items[then.item].options if option.id == then.option)
            if self._rank(locked) < self.needed[then.item, rank]:
                better = [option for option in self.allowed[when.item] if option.id != when.option]
                chosen[when.item] = better[0]

    def _perhaps_open(self, chance: Random, item: Item, answer: Answer) -> Answer:
        # A submission needs every item that is mandatory at the lowest rung.
        if self._asks(item, 1):
            return answer
        if item.may_not_apply is not None and chance.random() < NOT_APPLICABLE:
            return Answer(not_applicable=REASON)
        return Answer() if chance.random() < OPEN else answer

    def _by_rank(self, item: Item) -> Sequence[Option]:
        """The options of the production type, lowest rung first."""
        return sorted(choices(item, self.production), key=lambda option: (self._rank(option), option.points))

    def _highest(self, item: Item, rank: int) -> int:
        """The highest rung up to `rank` at which the item is mandatory; 0 for none."""
        return max((rung for rung in range(1, rank + 1) if self._asks(item, rung)), default=0)

    def _asks(self, item: Item, rung: int) -> bool:
        return item.rungs.get(self.rungs[rung]) is Requirement.MANDATORY

    def _rank(self, option: Option) -> int:
        return self.compiled.rank[option.level]
