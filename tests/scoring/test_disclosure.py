"""Nobody learns from the comparison tables what they hide: an attacker on 1,000 random populations."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring import disclosure, pieces, release_change
from scoring.disclosure import FEWEST, Path, is_dominated, partition
from scoring.releases import NOTHING, Live, Release, cells, release
from tests.scoring import attacker
from tests.scoring.attacker import Table, Tables, Versions

POPULATIONS = 1_000
DAYS = 3
"""Releases after the first: one firm more, then many changes, then as many again."""
COLUMNS = 6


@dataclass(eq=False)
class People:
    """Firms that come and go: the group of each, what it is (columns), and the number of its record."""

    rng: np.random.Generator
    places: NDArray[np.int64]
    sides: NDArray[np.bool_]
    ids: NDArray[np.uint64]
    records: NDArray[np.uint64]
    likely: NDArray[np.float64]
    weights: NDArray[np.float64]
    next_id: int = 0
    shape: tuple[int, int, int] = (3, 2, 3)
    _paths: dict[int, Path] = field(default_factory=dict)

    def path(self, place: int) -> Path:
        """Division × size × city, division × size, division, size, all."""
        _divisions, sizes, cities = self.shape
        division, size, city = place // cities // sizes, place // cities % sizes, place % cities
        return (f"d{division}s{size}c{city}", f"d{division}s{size}", f"d{division}", f"s{size}", "all")

    def live(self) -> Live:
        """As the tables are made of them."""
        present, leaf = np.unique(self.places, return_inverse=True)
        counts = np.zeros((len(present), COLUMNS), np.int64)
        np.add.at(counts, leaf, self.sides.astype(np.int64))
        paths = tuple(self.path(place) for place in present.tolist())
        return Live(paths, leaf, self.ids, self.records, counts)

    def join(self, number: int) -> None:
        """So many firms more."""
        places = self.rng.choice(len(self.weights), number, p=self.weights)
        self.places = np.concatenate([self.places, places])
        self.sides = np.concatenate([self.sides, self._drawn(places)])
        new = np.arange(self.next_id, self.next_id + number, dtype=np.uint64)
        self.ids = np.concatenate([self.ids, new])
        self.records = np.concatenate([self.records, new * np.uint64(1000)])
        self.next_id += number

    def change(self) -> None:
        """Some join, some leave, some say something else."""
        stay = self.rng.random(len(self.ids)) > self.rng.choice([0.02, 0.2])
        self.places, self.sides = self.places[stay], self.sides[stay]
        self.ids, self.records = self.ids[stay], self.records[stay]
        anew = self.rng.random(len(self.ids)) < self.rng.choice([0.05, 0.3])
        self.records = self.records + anew.astype(np.uint64)
        self.sides = np.where(anew[:, None], self._drawn(self.places), self.sides)
        self.join(int(self.rng.integers(5, 60)))

    def _drawn(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        chance = self.likely[places % len(self.likely)]
        drawn: NDArray[np.bool_] = self.rng.random((len(places), COLUMNS)) < chance
        return drawn


def people(seed: int) -> People:
    """A random population; in some groups all firms are alike in a column, as an attacker hopes."""
    rng = np.random.default_rng(seed)
    none = np.empty(0, np.uint64)
    shape = (int(rng.integers(1, 4)), 2, int(rng.integers(2, 5)))
    weights = rng.dirichlet(np.full(int(np.prod(shape)), rng.choice([0.5, 2.0])))
    likely = rng.choice([0.0, 0.0, 0.1, 0.5, 0.9, 1.0, 1.0], (4, COLUMNS))
    empty = np.empty((0, COLUMNS), np.bool_)
    made = People(rng, none.astype(np.int64), empty, none, none, likely, weights, shape=shape)
    made.join(int(rng.integers(15, 220)))
    return made


def read(released: Release) -> Tables:
    """What anybody reads."""
    return {group: Table(cell.number, cell.values) for group, cell in cells(released).items()}


def pools(released: Release) -> list[list[str]]:
    return [[path[0] for path in piece.paths] for piece in released.pieces]


def groups_with_enough(live: Live) -> set[str]:
    """Every group of any level with at least FEWEST firms."""
    sizes: dict[str, int] = {}
    for path, number in zip(live.paths, live.number.tolist(), strict=True):
        for group in path:
            sizes[group] = sizes.get(group, 0) + number
    return {group for group, number in sizes.items() if number >= FEWEST}


@dataclass
class Score:
    """What the attacker found, and how much of what is large was shown, over all populations."""

    hidden: int = 0
    subtracted: int = 0
    pinned: int = 0
    narrowest: int = attacker.MOST_HIDDEN
    sure: int = 0
    sure_of_change: int = 0
    restructured: int = 0
    seen_after_one: int = 0
    large: int = 0
    visible: int = 0
    large_later: int = 0
    visible_later: int = 0

    @property
    def recovered(self) -> int:
        """Everything that should not have been learnt."""
        return self.subtracted + self.pinned + self.sure + self.sure_of_change + self.seen_after_one


def attack_one(live: Live, released: Release, tables: Tables, score: Score) -> None:
    """Attack one release: subtraction, linear programming, two colluding firms."""
    hidden = [leaf for leaf, path in enumerate(live.paths) if path[0] not in tables]
    score.hidden += len(hidden)
    guesses = attacker.by_subtraction(live.paths, tables)
    truth = {path[0]: int(number) for path, number in zip(live.paths, live.number, strict=True)}
    score.subtracted += sum(guess == truth.get(leaf, -1) for leaf, guess in guesses.items())
    numbers = attacker.system(
        live.paths, pools(released), {group: one.number for group, one in tables.items()}, attacker.OFF
    )
    most = [
        attacker.MOST_HIDDEN if path[0] not in tables else 2 * tables[path[0]].number + attacker.OFF
        for path in live.paths
    ]
    for leaf in hidden[:2]:
        low, high = numbers.bounds(leaf, most, least=1)
        score.pinned += low == high
        score.narrowest = min(score.narrowest, high - low)
    column = int(live.number.sum()) % COLUMNS
    values = attacker.system(
        live.paths,
        pools(released),
        {group: one.values[column] for group, one in tables.items()},
        attacker.OFF,
    )
    for leaf in hidden[:1]:
        low, high = values.bounds(leaf, live.number.tolist())
        score.pinned += bool(live.number[leaf] > 1) and low == high


def attack_pools(live: Live, released: Release, score: Score) -> None:
    """Two firms of a pool, which know how many firms it has, on every column of every pool."""
    place = {path[0]: leaf for leaf, path in enumerate(live.paths)}
    for piece in released.pieces:
        number = sum(int(live.number[place[path[0]]]) for path in piece.paths)
        score.sure += sum(attacker.certain_of(number, value) for value in piece.values.tolist())


def attack_change(before: Release, after: Release, score: Score) -> None:
    """Every pool that was shown anew with the same leaves, by somebody who knows all that came and went."""
    known = {tuple(sorted(names)): place for place, names in enumerate(pools(before))}
    for place, names in enumerate(pools(after)):
        old = known.get(tuple(sorted(names)))
        if old is None or before.pieces[old] is after.pieces[place]:
            continue
        was = before.records[before.entries(old)]
        now = after.records[after.entries(place)]
        stayed = len(np.intersect1d(was, now))
        first, second = before.pieces[old].values.tolist(), after.pieces[place].values.tolist()
        pair = set(zip(first, second, strict=True))
        score.sure_of_change += sum(
            attacker.certain_of_change(Versions(a, b, stayed, len(now) - stayed, len(was) - stayed))
            for a, b in pair
        )


def attack_restructured(before: Release, after: Release, score: Score) -> None:
    """Every pool that was split or put together, with what it was made of and what became of it."""
    old_of = {leaf: place for place, names in enumerate(pools(before)) for leaf in names}
    new_of = {leaf: place for place, names in enumerate(pools(after)) for leaf in names}
    links = {(old_of[leaf], new_of[leaf]) for leaf in old_of.keys() & new_of.keys()}
    for new in {new for _old, new in links}:
        olds = sorted({old for old, other in links if other == new})
        news = sorted({other for old, other in links if old in olds})
        same = len(olds) == len(news) == 1 and sorted(pools(before)[olds[0]]) == sorted(pools(after)[new])
        if same or new != news[0]:
            continue
        score.restructured += 1
        was = {
            int(one): place for place, old in enumerate(olds) for one in before.records[before.entries(old)]
        }
        now = {int(one): place for place, new in enumerate(news) for one in after.records[after.entries(new)]}
        sizes: dict[tuple[int, int], int] = {}
        for record in was.keys() | now.keys():
            pair = (was.get(record, -1), now.get(record, -1))
            sizes[pair] = sizes.get(pair, 0) + 1
        column = (len(was) + len(now)) % COLUMNS
        first = [int(before.pieces[old].values[column]) for old in olds]
        second = [int(after.pieces[new].values[column]) for new in news]
        score.sure_of_change += attacker.certain_of_classes(first, second, sizes)


def exact(live: Live) -> Tables:
    """What is published where small groups are hidden and nothing else is done."""
    found: dict[str, Table] = {}
    for group in groups_with_enough(live):
        inside = [leaf for leaf, path in enumerate(live.paths) if group in path]
        values = tuple(live.counts[inside].sum(axis=0).tolist())
        found[group] = Table(int(live.number[inside].sum()), values)
    return found


def campaign(numbers: Sequence[int]) -> Score:
    """Attack several releases of each population."""
    score = Score()
    for seed in numbers:
        made = people(seed)
        rng = np.random.default_rng(10_000 + seed)
        live = made.live()
        released = release(live, NOTHING, 1, rng)
        tables = read(released)
        attack_one(live, released, tables, score)
        attack_pools(live, released, score)
        large = groups_with_enough(live)
        score.large += len(large)
        score.visible += len(large & tables.keys())
        made.join(1)
        joined = release(made.live(), released, 2, rng)
        changed = list(attacker.differences(tables, read(joined)))
        # The tenth firm of a pool lets ten be shown that were hidden before: that is no news of the tenth.
        score.seen_after_one += len(changed) if len(joined.firms) - len(released.firms) < FEWEST else 0
        for day in range(DAYS - 1):
            made.change()
            live = made.live()
            later = release(live, joined, 3 + day, rng)
            attack_change(joined, later, score)
            attack_restructured(joined, later, score)
            joined = later
        large = groups_with_enough(live)
        score.large_later += len(large)
        score.visible_later += len(large & read(joined).keys())
    return score


@pytest.mark.parametrize("part", range(4))
def test_an_attacker_recovers_nothing_and_large_groups_stay_visible(part: int) -> None:
    each = POPULATIONS // 4
    score = campaign(range(part * each, (part + 1) * each))
    assert score.recovered == 0, score
    assert score.narrowest >= 2 * disclosure.COLLUDING, "a hidden number is known too well"
    assert min(score.hidden, score.restructured, score.large_later) > 0
    assert score.visible >= 0.95 * score.large
    assert score.visible_later >= 0.8 * score.large_later


def test_the_attacker_succeeds_where_only_small_groups_are_hidden() -> None:
    score, news = Score(), 0
    for seed in range(60):
        made = people(seed)
        live = made.live()
        tables = exact(live)
        truth = {path[0]: int(n) for path, n in zip(live.paths, live.number, strict=True)}
        guesses = attacker.by_subtraction(live.paths, tables)
        score.subtracted += sum(guess == truth.get(leaf, -1) for leaf, guess in guesses.items())
        score.sure += sum(
            attacker.certain_of(one.number, value, off=0) for one in tables.values() for value in one.values
        )
        made.join(1)
        after = exact(made.live())
        joiner = tuple(made.sides[-1].astype(int).tolist())
        if tables.get("all") and after.get("all"):
            gained = np.subtract(after["all"].values, tables["all"].values)
            news += tuple(gained.tolist()) == joiner
    assert score.subtracted > 20
    assert score.sure > 50
    assert news == 60, "whoever compares two days reads all that the new firm said"


def test_the_attacker_succeeds_where_the_rounding_is_not_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_change, "ceiling", lambda firms: firms + disclosure.BASE)
    score = campaign(range(40))
    assert score.sure > 0


def changes_known_for_certain(joined: int, said: int) -> int:
    """Of many columns alike, in how many those who join and all say the same give themselves away."""
    columns, stayed = 400, 30

    def live(number: int) -> Live:
        sides = np.zeros((number, columns), np.int64)
        sides[:4], sides[stayed:] = 1, said
        ids = np.arange(number, dtype=np.uint64)
        counts = sides.sum(axis=0)[None, :]
        return Live((("a1", "a"),), np.zeros(number, np.intp), ids, ids + np.uint64(7), counts)

    rng = np.random.default_rng(5)
    before = release(live(stayed), NOTHING, 1, rng)
    after = release(live(stayed + joined), before, 2, rng)
    pairs = zip(before.pieces[0].values.tolist(), after.pieces[0].values.tolist(), strict=True)
    return sum(attacker.certain_of_change(Versions(a, b, stayed, joined, 0)) for a, b in pairs)


@pytest.mark.parametrize("said", [0, 1])
@pytest.mark.parametrize("joined", range(FEWEST, FEWEST + 5))
def test_who_joins_together_and_says_the_same_is_not_given_away(joined: int, said: int) -> None:
    assert changes_known_for_certain(joined, said) == 0


@pytest.mark.parametrize("alike", range(FEWEST, FEWEST + 15))
def test_who_is_on_a_rung_and_says_the_same_is_not_given_away(alike: int) -> None:
    """How many are on the rung is no secret: every item that all of them were asked tells it once more."""
    columns, number = 200, 60
    counts = np.full((1, 1 + columns), alike, np.int64)
    within = np.array([pieces.ALL] + [0] * columns, np.intp)
    ids = np.arange(number, dtype=np.uint64)
    live = Live((("a1", "a"),), np.zeros(number, np.intp), ids, ids, counts, within=within)
    shown_values = release(live, NOTHING, 1, np.random.default_rng(alike)).pieces[0].values
    assert shown_values[1:].max() - release_change.SLACK <= alike - disclosure.COLLUDING - 1


def test_the_attacker_succeeds_where_a_change_is_not_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def free(change: release_change.Change, counts: NDArray[np.int64], rng: np.random.Generator) -> object:
        highest = disclosure.ceiling(change.number)[:, None]
        return disclosure.rounded(counts, np.zeros_like(counts), highest, rng.random(counts.shape))

    monkeypatch.setattr(release_change, "_within", free)
    assert changes_known_for_certain(FEWEST + 2, 1) > 0


def test_many_readings_say_no_more_than_one_because_a_piece_is_carried_over() -> None:
    days = 80
    gained, lost = 0, 0
    for seed in range(10):
        live = people(seed).live()
        truth = live.number
        rng = np.random.default_rng(seed)
        anew = [read(release(live, NOTHING, day, rng)) for day in range(days)]
        kept: list[Tables] = []
        standing = NOTHING
        for day in range(days):
            standing = release(live, standing, day, rng)
            kept.append(read(standing))
        assert all(one == kept[0] for one in kept)
        fresh, carried = attacker.averaged(anew), attacker.averaged(kept)
        for leaf, path in enumerate(live.paths):
            if path[0] in fresh and truth[leaf] % disclosure.BASE:
                gained += abs(fresh[path[0]] - truth[leaf]) < 0.75
                lost += abs(carried[path[0]] - truth[leaf]) < 0.75
    assert gained > 5, "rounding anew every day gives the true number away"
    assert lost == 0


def test_a_leaf_whose_firms_are_too_few_is_pooled_or_in_no_total() -> None:
    paths = (("a1", "a", "all"), ("a2", "a", "all"), ("b1", "b", "all"), ("b2", "b", "all"))
    number = np.array([12, 3, 6, 7])
    ids = np.arange(number.sum(), dtype=np.uint64)
    live = Live(paths, np.repeat(np.arange(4), number), ids, ids, number[:, None])
    pieces = partition(paths, number > 0, live.is_safe)
    assert pieces.piece_of.tolist() == [0, disclosure.LEFT_OUT, 1, 1]
    assert pieces.groups == ("a1", "b")
    found = cells(release(live, NOTHING, 1, np.random.default_rng(1)))
    assert found.keys() == {"a1", "a", "b", "all"}
    assert found["a"] == found["a1"], "three firms are in no total, so that nobody can subtract"


def test_rounding_is_right_on_average() -> None:
    rng = np.random.default_rng(3)
    counts = np.arange(0, 40)
    none, most = np.zeros(40, np.int64), np.full(40, 100)
    runs = [disclosure.rounded(counts, none, most, rng.random(40)) for _ in range(4000)]
    assert np.abs(np.mean(runs, axis=0) - counts).max() < 0.25
    assert all((one % disclosure.BASE == 0).all() for one in runs)


@pytest.mark.parametrize(
    ("amounts", "dominated"),
    [
        ([100, 90, 80, 10, 5], False),
        ([100, 90, 80, 10, 4], True),
        ([1000, *[1] * 12], True),
        ([0] * 10, False),
    ],
)
def test_a_sum_is_dominated_where_two_contributors_could_estimate_the_largest(
    amounts: list[int], dominated: bool
) -> None:
    assert is_dominated(np.array(amounts)) is dominated


def test_no_two_contributors_estimate_the_largest_amount_of_a_shown_mean() -> None:
    checked = hidden = 0
    for seed in range(200):
        made = people(seed)
        live = made.live()
        amounts = np.round(10 ** made.rng.uniform(5, 9, len(live.leaf))).astype(np.int64)
        live = replace(live, counts=np.empty((len(live.paths), 0), np.int64), amounts=amounts)
        released = release(live, NOTHING, 1, np.random.default_rng(seed))
        for piece, place in zip(released.pieces, range(len(released.pieces)), strict=True):
            own = np.sort(released.amounts[released.entries(place)])[::-1]
            mean = piece.values[0] // piece.number
            most = (mean + mean // 100 + 1) * len(own) - own[1] - own[2]
            assert most >= own[0] * (100 + disclosure.DOMINANCE_PERCENT) // 100
            checked += 1
        hidden += len(groups_with_enough(live) - read(released).keys())
    assert checked > 100
    assert hidden > 100, "some groups are dominated"


def test_a_mean_is_not_shown_anew_where_one_firm_makes_the_change() -> None:
    paths = (("a1", "a"),)

    def live(amounts: list[int]) -> Live:
        number = len(amounts)
        ids = np.arange(number, dtype=np.uint64)
        table = np.empty((1, 0), np.int64)
        values = np.array(amounts)
        return Live(paths, np.zeros(number, np.intp), ids, values.astype(np.uint64), table, values)

    rng = np.random.default_rng(1)
    before = release(live([100 + number for number in range(20)]), NOTHING, 1, rng)
    ten_small = [100 + number for number in range(20)] + [50] * 10
    assert release(live(ten_small), before, 2, rng).pieces[0].day == 2
    one_large = [*ten_small[:-1], 3000]
    assert release(live(one_large), before, 2, rng).pieces[0].day == 1
