"""The arithmetic of the honesty checks: each speaks where it says it does, and not a step before."""

import numpy as np
import pytest

from scoring.answer_codes import OPEN, Place, Sheet
from scoring.integrity import (
    CopiedLimits,
    JumpLimits,
    Natural,
    OutlierLimits,
    SpeedLimits,
    StraightLimits,
    copied,
    jump,
    outliers,
    speed,
    straight,
    traces,
)
from scoring.layout import FIRST_OPTION, NOT_APPLICABLE, UNANSWERED

STRAIGHT = StraightLimits(least_items=30, least_run=15, beyond=6, share=75)
FREE = (Natural(0, 0),) * 4
FIVE = np.full(40, 5, np.int32)
VARIED = np.array([0, 2, 1, 3] * 10, np.int32)


def with_run(length: int, letter: int = 2) -> np.ndarray:
    """Varied answers with a run of one letter from the fifth item on."""
    codes = VARIED.copy()
    codes[4 : 4 + length] = letter
    return codes


def test_codes_tell_open_lowest_and_claims_apart() -> None:
    places = (OPEN,) * FIRST_OPTION + (0, 1, 2) + (OPEN,) * (256 - FIRST_OPTION - 3)
    sheet = Sheet((Place(0, 1, places), Place(1, 1, alone=0b100)), np.array([3, 3], np.int32))
    packed = np.array(
        [[UNANSWERED, 0], [NOT_APPLICABLE, 0b100], [FIRST_OPTION, 0b011], [FIRST_OPTION + 2, 0b110]], np.uint8
    )
    assert sheet.codes(packed).tolist() == [[OPEN, OPEN], [OPEN, 0], [0, 0b011], [2, 0b110]]


def test_a_run_speaks_from_its_limit_on() -> None:
    assert straight(with_run(14), FIVE, FREE, STRAIGHT) is None
    found = straight(with_run(16), FIVE, FREE, STRAIGHT)
    assert found is not None
    assert (found.letter, found.run, found.start) == (2, 16, 4)


def test_what_an_honest_answer_has_anyway_widens_the_limit() -> None:
    natural = (Natural(0, 0), Natural(12, 40), Natural(0, 0), Natural(0, 0))
    assert straight(with_run(16), FIVE, natural, STRAIGHT) is None
    assert straight(with_run(19), FIVE, natural, STRAIGHT) is not None


def test_the_lowest_letter_never_counts_however_often_it_is_chosen() -> None:
    assert straight(np.zeros(40, np.int32), FIVE, FREE, STRAIGHT) is None


def test_an_item_with_fewer_options_goes_along_with_its_last() -> None:
    options = np.array([5, 3] * 20, np.int32)
    codes = np.array([4, 2] * 20, np.int32)
    found = straight(codes, options, FREE, STRAIGHT)
    assert found is not None
    assert (found.letter, found.same) == (4, 40)


def test_copies_are_compared_only_where_somebody_claims_something() -> None:
    own = np.array([0] * 20 + [1, 2, 3, 1] * 5, np.int32)
    common, limits = np.zeros(40, np.bool_), CopiedLimits(20, 90)
    changed = own.copy()
    changed[[20, 21]] = 0
    more = own.copy()
    more[[20, 21, 22]] = 0
    found = copied(own, np.array([more, changed]), common, limits)
    assert found is not None
    assert (found.other, found.compared, found.same) == (1, 20, 18)
    assert copied(own, np.array([more]), common, limits) is None
    # Beginners are alike and have copied nothing; nor does what nearly everybody answers alike count.
    assert copied(np.zeros(40, np.int32), np.zeros((1, 40), np.int32), common, limits) is None
    assert copied(own, own[None, :], own == 1, limits) is None


def test_copies_share_a_trace_and_beginners_have_none() -> None:
    weights = np.zeros((2, 40), np.uint64)
    weights[0, :20], weights[1, 20:] = 3, 2**63 + 5
    own = np.array([1, 2, 3, 1] * 10, np.int32)
    changed = own.copy()
    changed[0] = 0
    found, told = traces(np.array([own, changed, np.zeros(40, np.int32)]), weights)
    assert found[0, 0] != found[1, 0]
    assert found[0, 1] == found[1, 1]
    assert told.tolist() == [[True, True], [True, True], [False, False]]
    assert (found >= 0).all()


@pytest.mark.parametrize(("raised", "fallen", "speaks"), [(10, 0, True), (9, 0, False), (12, 3, False)])
def test_a_jump_is_what_rose_less_what_fell(raised: int, fallen: int, speaks: bool) -> None:
    before = np.full(40, 2, np.int32)
    after = before.copy()
    after[:raised] = 4
    after[raised : raised + fallen] = 0
    found = jump(before, after, JumpLimits(20, 2, 8, 25))
    assert (found is not None) is speaks
    if found:
        assert found.raised == tuple(range(raised))


SPEED = SpeedLimits(least_items=30, seconds=3, pause=60)


def at(*gaps: float) -> np.ndarray:
    """Times with these seconds between them."""
    return np.cumsum(gaps)


def one_person(times: np.ndarray) -> np.ndarray:
    """Everybody is the same."""
    return np.zeros(len(times), np.int64)


def test_speed_is_time_per_item_with_pauses_cut() -> None:
    quick = at(*[2.0] * 40)
    assert speed(quick, one_person(quick), SPEED) is not None
    calm = at(*[8.0] * 40)
    assert speed(calm, one_person(calm), SPEED) is None
    # An hour's pause in between makes nobody slower; fewer items than the limit say nothing.
    paused = at(*[2.0] * 35, 3600, *[2.0] * 35)
    assert speed(paused, one_person(paused), SPEED) is not None
    assert speed(quick[:29], one_person(quick[:29]), SPEED) is None


def test_a_page_saved_as_a_whole_shares_the_time_it_took() -> None:
    pages = np.concatenate([page * 120 + np.arange(12) * 0.01 for page in range(1, 6)])
    assert speed(pages, one_person(pages), SPEED) is None
    machine = at(*[0.05] * 60)
    assert speed(machine, one_person(machine), SPEED) is not None


def test_two_people_at_once_are_not_twice_as_fast() -> None:
    one = at(*[5.0] * 40)
    both, who = np.concatenate([one, one + 2.5]), np.repeat([0, 1], 40)
    assert speed(both, who, SPEED) is None
    assert speed(both, one_person(both), SPEED) is not None


def test_lone_high_answers_stand_out_only_in_an_ordinary_firm() -> None:
    codes = np.full(20, 1, np.int32)
    reached = np.array([2.0] * 5 + [80.0] * 14 + [np.nan])
    limits = OutlierLimits(least_items=5, reached=3, middle=50)
    assert outliers(codes, reached, limits) == (0, 1, 2, 3, 4)
    assert outliers(codes, np.where(reached == 80, 20.0, reached), limits) == ()
    assert outliers(codes, np.where(np.arange(20) == 0, 4.0, reached), limits) == ()
