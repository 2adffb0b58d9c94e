"""The packed layout: every state of an item has bytes of its own, and other bytes are refused."""

from itertools import chain, combinations

import pytest

from scoring.layout import FIRST_OPTION, NOT_APPLICABLE, NOT_ASKED, UNANSWERED, Mark, Slot


def single(options: int = 3, *, may_not_apply: bool = True, conditional: bool = True) -> Slot:
    return Slot(0, options, multiple=False, may_not_apply=may_not_apply, conditional=conditional)


def multiple(options: int, *, conditional: bool = False) -> Slot:
    return Slot(0, options, multiple=True, may_not_apply=False, conditional=conditional)


def test_a_single_choice_item_is_one_byte_of_reserved_codes_and_options() -> None:
    slot = single()
    marks = [Mark(asked=False), Mark(), Mark(not_applicable=True), Mark((0,)), Mark((2,))]
    codes = [NOT_ASKED, UNANSWERED, NOT_APPLICABLE, FIRST_OPTION, FIRST_OPTION + 2]
    assert [slot.pack(mark) for mark in marks] == [bytes([code]) for code in codes]
    assert [slot.unpack(bytes([code])) for code in codes] == marks


@pytest.mark.parametrize("slot", [single(may_not_apply=False), single(conditional=False)])
def test_states_that_an_item_does_not_have_are_refused(slot: Slot) -> None:
    mark = Mark(not_applicable=True) if not slot.may_not_apply else Mark(asked=False)
    with pytest.raises(ValueError, match="no such state"):
        slot.pack(mark)
    with pytest.raises(ValueError, match="no such state"):
        slot.unpack(bytes([NOT_APPLICABLE if not slot.may_not_apply else NOT_ASKED]))


def test_codes_beyond_the_last_option_are_refused() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        single(3).unpack(bytes([FIRST_OPTION + 3]))


def test_a_single_choice_item_takes_one_option() -> None:
    with pytest.raises(ValueError, match="one option"):
        single().pack(Mark((0, 1)))


@pytest.mark.parametrize(
    ("options", "conditional", "rows"),
    [(5, False, 1), (8, False, 1), (8, True, 2), (9, False, 2), (17, False, 3)],
)
def test_a_multiple_choice_item_is_a_mask_of_as_many_bytes_as_it_needs(
    options: int, conditional: bool, rows: int
) -> None:
    slot = multiple(options, conditional=conditional)
    assert slot.rows == rows
    assert slot.pack(Mark()) == bytes(rows)
    some = chain.from_iterable(combinations(range(options), size) for size in (1, 2, options))
    packed = {slot.pack(Mark(ticked)): Mark(ticked) for ticked in some}
    assert all(slot.unpack(data) == mark for data, mark in packed.items())
    assert packed[sum(1 << option for option in range(options)).to_bytes(rows, "little")].options == tuple(
        range(options)
    )


def test_a_mask_says_that_an_item_is_not_asked() -> None:
    slot = multiple(5, conditional=True)
    assert slot.pack(Mark(asked=False)) == bytes([1 << 5])
    assert slot.unpack(bytes([1 << 5])) == Mark(asked=False)
    with pytest.raises(ValueError, match="says nothing"):
        slot.unpack(bytes([1 << 6]))
    with pytest.raises(ValueError, match="no such state"):
        multiple(5).unpack(bytes([1 << 5]))
