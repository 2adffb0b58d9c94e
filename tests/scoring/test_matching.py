"""The order of providers: a worked example, and what must hold for any of them."""

from dataclasses import fields, replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scoring.matching import (
    CITY,
    COUNTY,
    INDUSTRY_ANY,
    INDUSTRY_NAMED,
    NEUTRAL,
    PROVINCE,
    Match,
    Offer,
    Past,
    rank,
)

NEEDED = {
    "mes": ("a-mes", "a-trace"),
    "qms": ("a-trace", "a-spc"),
    "network": ("a-net",),
    "energy": ("a-energy",),
}
CAPABILITIES = [*NEEDED, "talent"]

offers = st.builds(
    Offer,
    key=st.text("abcdef0123456789", min_size=4, max_size=4),
    capabilities=st.frozensets(st.sampled_from(CAPABILITIES)),
    proven=st.frozensets(st.sampled_from(CAPABILITIES)),
    industry=st.sampled_from([0, INDUSTRY_ANY, INDUSTRY_NAMED]),
    area=st.sampled_from([PROVINCE, CITY, COUNTY]),
    industry_cases=st.integers(0, 6),
    nearby_cases=st.integers(0, 6),
    free=st.integers(-1, 6),
    past=st.builds(
        Past,
        outcomes=st.tuples(*[st.integers(0, 9)] * 3),
        feedback=st.tuples(*[st.integers(0, 9)] * 3),
    ),
)


def keys(found: tuple[Match, ...]) -> list[str]:
    return [match.offer.key for match in found]


def test_the_worked_example() -> None:
    full = Offer("full", frozenset(NEEDED), frozenset(NEEDED), INDUSTRY_NAMED, COUNTY, 3, 2, free=0)
    shown = Offer("shown", frozenset({"mes"}), frozenset({"mes"}), free=1)
    claimed = Offer("claimed", frozenset({"mes", "network"}), free=1)
    near = Offer("near", frozenset({"mes"}), frozenset(), INDUSTRY_ANY, COUNTY, 0, 1, free=1)
    liked = Offer("liked", frozenset({"mes"}), free=1, past=Past((5, 0, 0), (5, 0, 0)))
    roomy = Offer("roomy", frozenset({"mes"}), free=3)
    plain = Offer("plain", frozenset({"mes"}), free=2)
    other = Offer("other", frozenset({"talent"}), free=9)
    found = rank(NEEDED, [plain, other, roomy, liked, near, claimed, shown, full], "unit")
    # Two actions with a case are 4 points, three without one 3, two without one 2; who is full comes last,
    # and who helps with nothing is not shown.
    assert keys(found) == ["shown", "claimed", "near", "liked", "roomy", "plain", "full"]
    assert found[0].closes == found[0].proven == ("a-mes", "a-trace")
    assert [match.gaps for match in found] == [4, 3, 2, 2, 2, 2, 10]
    assert found[2].fit == INDUSTRY_ANY + COUNTY + 1


def test_the_past_counts_from_five_firms_on_and_is_drawn_to_the_middle() -> None:
    assert Past((4, 0, 0), (4, 0, 0)).permille == NEUTRAL
    # (2*5 + 2*5 + 10) of 2*(10 + 10)
    assert Past((5, 0, 0), (5, 0, 0)).permille == 750
    assert Past((0, 0, 5), (0, 0, 5)).permille == 250
    assert Past((0, 5, 0)).permille == NEUTRAL


@given(offers, offers, st.text(max_size=4))
def test_closing_more_gaps_never_puts_a_provider_below_its_equal(one: Offer, other: Offer, seed: str) -> None:
    more = replace(one, key="more", capabilities=one.capabilities | other.capabilities)
    found = keys(rank(NEEDED, [replace(one, key="fewer"), more], seed))
    if _closes(more) > _closes(one) and "fewer" in found:
        assert found == ["more", "fewer"]


def _closes(offer: Offer) -> int:
    found = rank(NEEDED, [offer], "")
    return len(found[0].closes) if found else 0


@given(st.lists(offers, max_size=8, unique_by=lambda offer: offer.key), st.randoms(use_true_random=False))
def test_the_order_is_that_of_the_stated_inputs_whatever_the_order_they_come_in(
    some: list[Offer], chance: object
) -> None:
    mixed = sorted(some, key=lambda _offer: chance.random())  # type: ignore[attr-defined]
    found = rank(NEEDED, mixed, "unit")
    assert found == rank(NEEDED, some, "unit")
    # What is not needed moves nobody.
    idle = [replace(offer, capabilities=offer.capabilities | {"talent"}) for offer in some]
    assert keys(rank(NEEDED, idle, "unit")) == keys(found)
    for above, below in pairwise(found):
        if above.room and below.room:
            assert (above.gaps, above.fit, above.offer.past.permille, above.room) >= (
                below.gaps,
                below.fit,
                below.offer.past.permille,
                below.room,
            )
        assert above.room or not below.room


def test_nothing_but_what_is_stated_can_go_in() -> None:
    assert {field.name for field in fields(Offer)} == {
        "key", "capabilities", "proven", "industry", "area", "industry_cases", "nearby_cases", "free", "past",
    }  # fmt: skip


def test_equals_stand_differently_for_different_units() -> None:
    twins = [Offer(name, frozenset({"mes"}), free=1) for name in ("aaaa", "bbbb")]
    assert len({tuple(keys(rank(NEEDED, twins, f"unit{number}"))) for number in range(20)}) == 2
