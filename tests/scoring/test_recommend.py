"""The order of recommended actions, by hand and as properties over random actions."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.recommend import Choice, ordered


def choice(name: str, closes: int, effort: int, *needs: str, points: int = 0) -> Choice:
    return Choice(name, closes, points, effort, frozenset(needs))


def names(*choices: Choice) -> str:
    return "".join(one.id for one in ordered(choices))


@pytest.mark.parametrize(
    ("choices", "order"),
    [
        # 1/3 comes before 1/4; then 2/9 although it closes more.
        ([choice("a", 2, 9), choice("b", 1, 4), choice("c", 1, 3)], "cba"),
        # Equal shares: the smaller effort, then the name.
        ([choice("a", 2, 8), choice("c", 1, 4), choice("b", 1, 4)], "bca"),
        # Points decide between equal closing.
        ([choice("a", 1, 4, points=1), choice("b", 1, 4, points=2)], "ba"),
        # c needs p, which closes nothing: together 1/5, after b's 1/4 and before a's 1/6.
        ([choice("p", 0, 2), choice("c", 1, 3, "p"), choice("b", 1, 4), choice("a", 1, 6)], "bpca"),
        # Once p is paid for by c, d needs it no more.
        ([choice("p", 0, 4), choice("c", 1, 1, "p"), choice("d", 1, 2, "p"), choice("b", 1, 6)], "pcdb"),
        # What is needed is not a choice: it is done already.
        ([choice("a", 1, 2, "gone")], "a"),
        # Nothing is closed and nothing needs it: last.
        ([choice("a", 0, 1, points=9), choice("b", 1, 60)], "ba"),
    ],
)
def test_the_order_worked_out_by_hand(choices: list[Choice], order: str) -> None:
    assert names(*choices) == order


def test_what_is_done_for_another_says_for_which_and_with_what_share() -> None:
    first, second = ordered([choice("p", 0, 2), choice("c", 1, 3, "p")])
    assert (first.id, first.brings, first.closes, first.effort) == ("p", "c", 1, 5)
    assert (second.id, second.brings) == ("c", "c")


def test_actions_that_need_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match=r"a、b"):
        ordered([choice("a", 1, 1, "b"), choice("b", 1, 1, "a"), choice("c", 1, 1)])


@st.composite
def some(draw: st.DrawFn) -> list[Choice]:
    """Up to eight actions; each needs some of those before it."""
    number = draw(st.integers(0, 8))
    found: list[Choice] = []
    for name in "hgfedcba"[:number]:
        needs = draw(st.sets(st.sampled_from([one.id for one in found]))) if found else set()
        closes, effort = draw(st.integers(0, 3)), draw(st.integers(1, 9))
        found.append(choice(name, closes, effort, *needs, points=draw(st.integers(0, 2))))
    return found


@given(choices=some(), chance=st.randoms(use_true_random=False))
def test_every_action_stands_once_after_what_it_needs_whatever_order_they_come_in(
    choices: list[Choice], chance: Random
) -> None:
    found = ordered(choices)
    places = {one.id: place for place, one in enumerate(found)}
    assert sorted(places) == sorted(one.id for one in choices)
    assert len(found) == len(choices)
    assert all(places[need] < places[one.id] for one in choices for need in one.needs)
    mixed = list(choices)
    chance.shuffle(mixed)
    assert ordered(mixed) == found


@given(choices=some())
def test_no_action_left_would_do_more_for_its_effort_than_the_next_bundle(choices: list[Choice]) -> None:
    by_id = {one.id: one for one in choices}
    done: set[str] = set()
    for placed in ordered(choices):
        if placed.id not in done:
            share = Fraction(placed.closes, placed.effort)
            assert all(share >= share_of(one.id, by_id, done) for one in choices if one.id not in done)
            done |= closure(placed.brings, by_id, done)
    assert done == set(by_id)


def closure(name: str, by_id: dict[str, Choice], done: set[str]) -> set[str]:
    """An action with all that it needs and that is not done, the slow way."""
    found = {name}
    while True:
        more = {need for one in found for need in by_id[one].needs} - done
        if more <= found:
            return found
        found |= more


def share_of(name: str, by_id: dict[str, Choice], done: set[str]) -> Fraction:
    bundle = closure(name, by_id, done)
    return Fraction(sum(by_id[one].closes for one in bundle), sum(by_id[one].effort for one in bundle))
