"""Made-up self-ratings, honest ones and some with a planted oddity: for measuring the honesty checks.

Honest firms are of two kinds: answers that just reach a rung (`backend.demo.answers`), and answers drawn from
an ability of the firm, of its domains and of single items; what contradicts itself is claimed a little less
high, but for a few slips. Everything is drawn from a seed; nothing of it describes a real firm.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random

import numpy as np

from assessments.answering import Answer, encode
from assessments.rating import rate_packed
from assessments.stated import Profile
from backend.demo.answers import AnswerMaker
from backend.demo.coherent import coherent
from backend.services.integrity.applied import Applied
from backend.services.integrity.finding import Alike, Around, Before, Given, Reached, Saves, find, traces_of
from scoring.answer_codes import OPEN, Codes

DAY, EARLIER = date(2026, 6, 15), datetime(2025, 6, 15, tzinfo=UTC)
LEVELS = {"none": 55, "dw": 28, "sf": 13, "ff": 4}
PLANTED = ("contradiction", "straight", "copied", "jump", "speed", "outlier")
"""What can be planted; a fact greater than its whole is arithmetic and needs no measuring."""

# Made up. Seconds an item takes (median and spread of a lognormal), and how many firms fill like that:
# reading on the page, typing off a paper, typing off a paper very fast.
PACES = ((18.0, 0.8, 845), (6.0, 0.4, 150), (2.4, 0.3, 5))
PAGE = 12
WHOLE_PAGES = 0.1
# Made up: the share of items that go up or down by so many options in a round, quiet and with a project.
QUIET = ((1, 0.12), (2, 0.03), (-1, 0.04), (-2, 0.01))
PROJECT = ((1, 0.25), (2, 0.10), (-1, 0.03), (-2, 0.01))
WITH_PROJECT, WITH_EARLIER_ROUND = 0.08, 0.6
# Made up: how far answers spread around a firm's ability by domain and item, and how items differ.
BY_DOMAIN, BY_ITEM, DIFFICULTY = 0.5, 0.45, 0.8
# Made up: firms whose answers just reach a rung, and firms that contradict themselves by a slip.
BY_RUNG, SLIPS = 0.2, 0.005


@dataclass(frozen=True)
class Person:
    """A firm with its answers as codes and what surrounds it; `planted` is what was made odd, or empty."""

    planted: str
    codes: Codes
    earlier: Codes | None
    saves: Saves


class Village:
    """Firms of one production type that answer one questionnaire."""

    def __init__(self, applied: Applied, seed: int) -> None:
        self.applied = applied
        self.sheet = applied.sheet
        self.chance = Random(seed)  # noqa: S311 - made-up data, not secrets
        self.maker = AnswerMaker(applied.sheet.compiled, applied.sheet.production)
        compiled = applied.sheet.compiled
        self.difficulty = [self.chance.gauss(0, DIFFICULTY) for _ in self.sheet.items]
        self.domains = [compiled.domain_of[item.sub_domain].id for item in self.sheet.items]

    def honest(self) -> Person:
        """A firm that answers as it is."""
        codes = self._by_rung() if self.chance.random() < BY_RUNG else self._by_ability()
        earlier = None
        if self.chance.random() < WITH_EARLIER_ROUND:
            moves = PROJECT if self.chance.random() < WITH_PROJECT else QUIET
            earlier = self._moved(codes, [(-steps, share) for steps, share in moves])
        return Person("", codes, earlier, self._saves())

    def odd(self, planted: str, others: Sequence[Person]) -> Person:
        """An honest firm with one thing planted."""
        person = replace(self.honest(), planted=planted)
        return _PLANT[planted](self, person, others)

    def _by_rung(self) -> Codes:
        level = self.chance.choices(list(LEVELS), list(LEVELS.values()))[0]
        made = self.maker.make(self.chance, level)
        rank = self.maker.compiled.rank[level]
        return self.packed_codes(coherent(self.applied.contradictions, self.sheet.production, made, rank))

    def _by_ability(self) -> Codes:
        """Each answer from what the firm, the domain and the item can do; a firm above 0 is half way up."""
        ability = self.chance.gauss(-0.9, 0.8)
        domain = {one: self.chance.gauss(0, BY_DOMAIN) for one in dict.fromkeys(self.domains)}
        codes = np.full(len(self.sheet.items), OPEN, np.int32)
        for place in self.sheet.single:
            reached = ability + domain[self.domains[place]] + self.chance.gauss(0, BY_ITEM)
            reached -= self.difficulty[place]
            share = 1 / (1 + math.exp(-1.6 * reached))
            codes[place] = min(self.options(place) - 1, int(share * self.options(place)))
        if self.chance.random() < SLIPS:
            return codes
        rules, production = self.applied.contradictions, self.sheet.production
        return self.packed_codes(coherent(rules, production, self.answers(codes), 0))

    def modest(self) -> Codes:
        """Answers of a firm that claims something in less than half of its items."""
        while True:
            codes = self._by_ability()
            if 2 * (codes > 0).sum() < len(codes):
                return codes

    def packed_codes(self, answers: Mapping[str, Answer]) -> Codes:
        """Answers as the checks see them."""
        packed = encode(self.sheet.compiled, self.sheet.production, answers)
        codes: Codes = self.sheet.codes([packed])[0]
        return codes

    def answers(self, codes: Codes) -> dict[str, Answer]:
        """The answers that codes stand for; multiple choices are left open."""
        found = {}
        for place in self.sheet.single:
            item = self.sheet.items[place]
            if codes[place] != OPEN:
                found[item.id] = Answer((self.sheet.choices_of(item)[codes[place]].id,))
        return found

    def options(self, place: int) -> int:
        """How many options an item offers."""
        return int(self.sheet.sheet.options[place])

    def _moved(self, codes: Codes, moves: Sequence[tuple[int, float]]) -> Codes:
        moved = codes.copy()
        steps, shares = zip(*moves, strict=True)
        for place in self.sheet.single:
            step = self.chance.choices([*steps, 0], [*shares, 1 - sum(shares)])[0]
            if codes[place] != OPEN:
                moved[place] = min(max(0, codes[place] + step), self.options(place) - 1)
        return moved

    def _saves(self) -> Saves:
        median, spread, _ = self.chance.choices(PACES, [share for _, _, share in PACES])[0]
        pages = self.chance.random() < WHOLE_PAGES
        return self.saves_at(lambda: median * math.exp(self.chance.gauss(0, spread)), pages=pages)

    def saves_at(self, taken: Callable[[], float], *, pages: bool = False) -> Saves:
        """Saves item by item, or page by page, each item taking so long."""
        at, times = 0.0, []
        for _ in self.sheet.items:
            at += taken()
            times.append(at)
        if pages:
            times = [
                times[min(len(times) - 1, place // PAGE * PAGE + PAGE - 1)] for place in range(len(times))
            ]
        return Saves(tuple(times), (0,) * len(times))


def _contradiction(village: Village, person: Person, _: Sequence[Person]) -> Person:
    """Answers changed so that a rule about answers alone holds."""
    items = {item.id: place for place, item in enumerate(village.sheet.items)}
    rules = [
        rule
        for rule in village.applied.contradictions.rules
        if rule.facts is None and rule.several is None and all(one.item in items for one in rule.answers)
    ]
    rule = village.chance.choice(rules)
    codes = person.codes.copy()
    for test in rule.answers:
        place = items[test.item]
        ids = [option.id for option in village.sheet.choices_of(village.sheet.items[place])]
        bound = ids.index(str(test.at_least or test.at_most or test.any_of[0]))
        codes[place] = village.chance.randint(bound, len(ids) - 1) if test.at_least else bound
    return replace(person, codes=codes)


def _straight(village: Village, person: Person, _: Sequence[Person]) -> Person:
    """One letter from some item on, for 35 items or more, or for all."""
    letter = village.chance.randint(1, 4)
    singles = village.sheet.single
    length = village.chance.randint(35, len(singles))
    start = village.chance.randint(0, len(singles) - length)
    codes = person.codes.copy()
    for place in singles[start : start + length]:
        codes[place] = min(letter, village.options(place) - 1)
    return replace(person, codes=codes)


def _copied(village: Village, person: Person, others: Sequence[Person]) -> Person:
    """The answers of another firm that claims something, with up to four changed."""
    told = [one for one in others if (one.codes > 0).sum() >= LEAST_TOLD]
    codes = village.chance.choice(told).codes.copy()
    for place in village.chance.sample(list(village.sheet.single), village.chance.randint(0, 4)):
        codes[place] = village.chance.randint(0, village.options(place) - 1)
    return replace(person, codes=codes)


LEAST_TOLD = 40
"""Items above the lowest option in what is worth copying."""


def _jump(village: Village, person: Person, _: Sequence[Person]) -> Person:
    """Two or three options up at once, in 35 to 60 percent of the items that have room."""
    share = village.chance.uniform(0.35, 0.6)
    codes = person.codes.copy()
    for place in village.sheet.single:
        if codes[place] != OPEN and village.chance.random() < share:
            codes[place] = min(codes[place] + village.chance.randint(2, 3), village.options(place) - 1)
    return replace(person, codes=codes, earlier=person.codes)


def _speed(village: Village, person: Person, _: Sequence[Person]) -> Person:
    """Half a second to two seconds for each item, in all of the form or in a good half of it."""
    quick = village.chance.uniform(0.5, 2.0)
    slow = village.chance.choice([0, len(village.sheet.items) // 2])
    left = iter(range(len(village.sheet.items)))
    return replace(
        person,
        saves=village.saves_at(lambda: village.chance.uniform(10, 30) if next(left) < slow else quick),
    )


def _outlier(village: Village, person: Person, _: Sequence[Person]) -> Person:
    """Twenty answers raised to the top by a firm that has little else."""
    codes = village.modest()
    for place in village.chance.sample(list(village.sheet.single), RAISED):
        codes[place] = village.options(place) - 1
    return replace(person, codes=codes)


RAISED = 20
"""Answers that are raised to the top."""


@dataclass(frozen=True)
class Score:
    """How well a kind was found: plants, those found, and hints of the kind on firms without it."""

    plants: int
    found: int
    false: int

    @property
    def recall(self) -> float:
        """Share of the plants that were found."""
        return self.found / self.plants

    @property
    def precision(self) -> float:
        """Share of the hints that were plants."""
        return self.found / max(1, self.found + self.false)


def measure(applied: Applied, honest: int, plants: int, seed: int) -> dict[str, Score]:
    """Every kind's score in a population of honest firms with so many plants of each kind among them."""
    village = Village(applied, seed)
    people = [village.honest() for _ in range(honest)]
    tables = _published(village, people)
    for planted in PLANTED:
        people += [village.odd(planted, people[:honest]) for _ in range(plants)]
    found = list(_hints(village, people, tables))
    return {
        planted: Score(
            plants,
            sum(
                planted in kinds
                for kinds, person in zip(found, people, strict=True)
                if person.planted == planted
            ),
            sum(planted in kinds for kinds, person in zip(found, people, strict=True) if not person.planted),
        )
        for planted in PLANTED
    }


def _hints(village: Village, people: Sequence[Person], tables: Mapping[int, Reached]) -> Iterator[set[str]]:
    """The kinds of hints of each firm, in the order in which they submit."""
    answers = [village.answers(person.codes) for person in people]
    sheet = village.sheet
    packed = [encode(sheet.compiled, sheet.production, one) for one in answers]
    ranks = rate_packed(sheet.compiled, packed).attainment.certain
    index: dict[int, list[int]] = {}
    for number, person in enumerate(people):
        traces = traces_of(village.applied, person.codes)
        alike = {one for trace in traces for one in index.get(trace, ())[:MOST]}
        for trace in traces:
            index.setdefault(trace, []).append(number)
        earlier = None
        if person.earlier is not None:
            earlier = encode(sheet.compiled, sheet.production, village.answers(person.earlier))
        around = Around(
            before=None if earlier is None else Before(earlier, EARLIER),
            saves=person.saves,
            alike=tuple(Alike(str(one), packed[one]) for one in sorted(alike)),
            reached=tables.get(int(ranks[number])),
        )
        profile = Profile(None, None, sheet.production)
        given = Given(profile, {}, answers[number], person.codes, DAY)
        yield {hint.kind for hint in find(village.applied, given, around)}


MOST = 25


def _published(village: Village, people: Sequence[Person]) -> dict[int, Reached]:
    """Per rung what would be published of the honest firms: permille at each option, of numbers in fives."""
    sheet = village.sheet
    packed = [encode(sheet.compiled, sheet.production, village.answers(one.codes)) for one in people]
    ranks = rate_packed(sheet.compiled, packed).attainment.certain
    codes = np.array([one.codes for one in people])
    tables = {}
    for rank in np.unique(ranks):
        own = codes[ranks == rank]
        firms = 5 * round(len(own) / 5)
        items = {
            sheet.items[place].id: {
                option.id: 1000 * (5 * round(int((own[:, place] >= code).sum()) / 5)) // max(firms, 1)
                for code, option in enumerate(sheet.choices_of(sheet.items[place]))
            }
            for place in sheet.single
        }
        tables[int(rank)] = Reached("合成企业", firms, DAY, items)
    return tables


_PLANT: Mapping[str, Callable[[Village, Person, Sequence[Person]], Person]] = {
    "contradiction": _contradiction,
    "straight": _straight,
    "copied": _copied,
    "jump": _jump,
    "speed": _speed,
    "outlier": _outlier,
}
