"""Every figure of an area's page is what counting the rows one by one gives, whatever is filtered."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from assessments.areas import clusters_of, members_of
from assessments.loader import Catalogue
from backend.auth.actor import region_prefix
from backend.db.engine import Database
from backend.services import area_units
from backend.services.area_counts import Counts
from backend.services.area_units import UnitFilter, list_units
from backend.services.area_view import AXES, SIZES, Wanted
from backend.services.regions import AreaProgress, area_progress
from tests.backend.officials import PROVINCE
from tests.backend.province import INDUSTRIES, KINDS, LEVELS, Held, Member, People, settle
from tests.conftest import StandingClock

COUNTIES = ("330109", "330110", "330281", "330305", "330324", "330727", "331022", "331121")
TODAY = date(2026, 6, 15)
FLAGS = {"yes": True, "no": False, "unknown": None}


@pytest.fixture
def people(database: Database, catalogue: Catalogue, clock: StandingClock) -> People:
    return settle(database, catalogue, 20261121, COUNTIES)


# --- the plain count ------------------------------------------------------------------------------------


def inside(catalogue: Catalogue, code: str, wanted: Wanted, county: str) -> bool:
    """Whether a county is among those asked for."""
    day = wanted.day or TODAY
    if not county.startswith(region_prefix(code)):
        return False
    if wanted.group and county not in members_of(catalogue, wanted.group, day).certain:
        return False
    return not wanted.chain or f"{county[:4]}00" in catalogue.chains[wanted.chain].cities


def fits(catalogue: Catalogue, wanted: Wanted, member: Member) -> bool:
    """Whether a unit is among the firms asked for."""
    return (
        (not wanted.division or member.industry.startswith(wanted.division))
        and (not wanted.cluster or wanted.cluster in clusters_of(catalogue, member.industry, TODAY))
        and (not wanted.size or member.size == ("" if wanted.size == "unknown" else wanted.size))
        and (not wanted.scale or member.above_scale is FLAGS[wanted.scale])
    )


def recount(catalogue: Catalogue, people: People, code: str, wanted: Wanted) -> Counts:
    """The numbers by looking at every row."""
    name, day = wanted.questionnaire or "zj-ladder", wanted.day or TODAY
    chosen = [
        one
        for one in people.members
        if inside(catalogue, code, wanted, one.county) and fits(catalogue, wanted, one)
    ]
    confirmed = [one for one in chosen if one.confirmed]
    stands = [one.stands[name] for one in confirmed if name in one.stands]

    def counts(title: Held) -> bool:
        narrowed = wanted.division or wanted.cluster or wanted.size or wanted.scale
        if title.unit is None:
            return not narrowed and inside(catalogue, code, wanted, title.county)
        return inside(catalogue, code, wanted, title.county) and fits(catalogue, wanted, title.unit)

    titles = [one for one in people.titles if counts(one)]
    return Counts(
        firms=sum(one.is_firm for one in confirmed),
        units=len(confirmed),
        unconfirmed=len(chosen) - len(confirmed),
        submitted=len(stands),
        declared={level: sum(certain == level for certain, _ in stands) for level in LEVELS[name]},
        possible={level: sum(possible == level for _, possible in stands) for level in LEVELS[name]},
        verified={
            level: sum(one.verified.get(name) == level for one in confirmed if name in one.stands)
            for level in LEVELS[name]
        },
        recognised={
            kind: sum(one.kind == kind and one.in_force(day) for one in titles)
            for kind in {one.kind for one in titles if one.revoked_on is None or one.revoked_on > one.start}
        },
    )


def plain(counts: Counts) -> Counts:
    """The same without titles of which none is in force: whether one was ever entered is told elsewhere."""
    held = {kind: number for kind, number in counts.recognised.items() if number}
    return replace(counts, recognised=held)


def drawn(catalogue: Catalogue, chance: random.Random) -> Wanted:
    """Some filters."""

    def some(values: object, share: float = 0.3) -> str:
        return chance.choice(sorted(values)) if chance.random() < share else ""  # type: ignore[call-overload]

    division = some({industry[:2] for industry in INDUSTRIES})
    return Wanted(
        questionnaire=some(LEVELS, 0.5),
        group=some(group.id for group in catalogue.regions.groups if group.is_known),
        chain=some(catalogue.chains, 0.2),
        cluster="" if division else some(catalogue.clusters),
        division=division,
        size=some(SIZES),
        scale=some(FLAGS),
        day=date(chance.randrange(2021, 2026), chance.randrange(1, 13), 20)
        if chance.random() < 0.5
        else None,
    )


# --- the page against it --------------------------------------------------------------------------------


def test_totals_are_what_counting_the_rows_gives(
    database: Database, catalogue: Catalogue, people: People
) -> None:
    chance = random.Random(7)
    seen = set()
    for _ in range(60):
        wanted, code = drawn(catalogue, chance), chance.choice(("330000", "330300", "330100", "330281"))
        found = area_progress(database, PROVINCE, catalogue, code, wanted)
        assert plain(found.total) == plain(recount(catalogue, people, code, wanted)), (code, wanted)
        seen.add(found.total.units)
    assert len(seen) > 6, "the filters should make a difference"


def test_lines_are_what_counting_the_rows_gives(
    database: Database, catalogue: Catalogue, people: People
) -> None:
    starts = (Wanted(), Wanted(size="small"), Wanted(group="mountain26", day=date(2024, 5, 1)))
    for start, by in product(starts, AXES):
        wanted = replace(start, by=by)
        found = area_progress(database, PROVINCE, catalogue, "330000", wanted)
        assert found.lines
        for line in found.lines:
            code = line.id if by == "area" else "330000"
            narrower = wanted if by == "area" else replace(wanted, **{by: line.id})  # type: ignore[arg-type]
            expected = recount(catalogue, people, code, narrower)
            if by == "group" and wanted.group:
                # Two groups at once: those in both.
                expected = recount_both(catalogue, people, wanted, line.id)
            assert plain(line.counts) == plain(expected), (by, line.id)


def recount_both(catalogue: Catalogue, people: People, wanted: Wanted, other: str) -> Counts:
    day = wanted.day or TODAY
    both = members_of(catalogue, wanted.group, day).certain & members_of(catalogue, other, day).certain
    within = People(
        [one for one in people.members if one.county in both],
        [one for one in people.titles if one.county in both],
    )
    return recount(catalogue, within, "330000", replace(wanted, group=""))


def test_rounds_are_what_counting_the_rows_gives(
    database: Database, catalogue: Catalogue, people: People
) -> None:
    for wanted in (Wanted(), Wanted(scale="yes"), Wanted(questionnaire="sme-digital", division="34")):
        name = wanted.questionnaire or "zj-ladder"
        levels = LEVELS[name]
        found = area_progress(database, PROVINCE, catalogue, "330000", wanted)
        assert [one.id for one in found.rounds] == ["round-2025", "round-2026"]
        for one in found.rounds:
            reached = [
                member.rounds[one.id, name]
                for member in people.members
                if member.confirmed and fits(catalogue, wanted, member) and (one.id, name) in member.rounds
            ]
            assert one.submitted == len(reached)
            for rank, level in enumerate(levels[1:], start=1):
                assert one.reached[level] == sum(levels.index(each) >= rank for each in reached)
    past = area_progress(database, PROVINCE, catalogue, "330000", Wanted(day=date(2025, 12, 31)))
    assert [one.id for one in past.rounds] == ["round-2025"], "a round that had not begun is not shown"


def rows(database: Database, catalogue: Catalogue, code: str, wanted: Wanted, **chosen: object) -> int:
    """How many units the list behind a figure has."""
    found = list_units(database, PROVINCE, catalogue, code, UnitFilter(**chosen), among=wanted)  # type: ignore[arg-type]
    assert not found.next
    return len(found.lines)


def test_every_figure_opens_to_as_many_rows(
    database: Database, catalogue: Catalogue, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area_units, "PAGE_SIZE", 500)
    chance = random.Random(11)
    for _ in range(4):
        wanted = replace(drawn(catalogue, chance), day=None)
        page = area_progress(database, PROVINCE, catalogue, "330000", wanted)
        total = page.total
        count: Callable[..., int] = lambda **chosen: rows(database, catalogue, "330000", wanted, **chosen)  # noqa: B023, E731
        assert count(state="confirmed", firms=True) == total.firms
        assert count(state="confirmed") == total.units
        assert count(state="unconfirmed") == total.unconfirmed
        assert count(state="submitted") == total.submitted
        levels = LEVELS[wanted.questionnaire or "zj-ladder"]
        for rank, level in enumerate(levels):
            assert count(level=level) == total.declared[level]
            assert count(verified=level) == total.verified[level]
            assert count(reach=level) == sum(total.declared[one] for one in levels[rank:])
            assert count(may=level) == sum(total.possible[one] for one in levels[rank:])
        for name in ("round-2025", "round-2026"):
            submitted = {one.id: one.submitted for one in page.rounds}
            assert count(campaign=name) == submitted.get(name, 0)


def test_a_title_of_a_line_opens_to_its_holders(
    database: Database, catalogue: Catalogue, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area_units, "PAGE_SIZE", 500)
    wanted = Wanted(scale="yes", day=date(2025, 9, 1))
    seen = 0
    for kind in KINDS:
        holders = {
            one.unit.id
            for one in people.titles
            if one.unit and one.kind == kind and one.in_force(date(2025, 9, 1)) and one.unit.above_scale
        }
        assert rows(database, catalogue, "330000", wanted, kind=kind) == len(holders)
        seen += len(holders)
    assert seen


def test_lines_by_size_say_what_they_leave_out(
    database: Database, catalogue: Catalogue, people: People
) -> None:
    found: AreaProgress = area_progress(database, PROVINCE, catalogue, "330000", Wanted(by="size"))
    unmatched = sum(one.unit is None and one.in_force(TODAY) for one in people.titles)
    assert sum(found.unmatched.values()) == unmatched > 0
    assert sum(line.counts.units for line in found.lines) == found.total.units
