"""The population of trials: figures read by column, and what a restart takes over from disk."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from assessments.rating import FactValue
from assessments.readings import TitlesOnRecord
from assessments.schema.common import ProductionType
from assessments.schema.fact import Source
from assessments.stated import HeldTitle, Profile
from assessments.table_rating import block_figures
from assessments.unit_reader import UnitInput
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Standing, Submission
from backend.services import population_files as files
from backend.services import snapshot
from backend.services.population import Population, Progress, Wanted, read
from backend.services.population_figures import FigureReader
from backend.services.snapshot import EvidenceLine, Snapshot
from backend.services.trial_rules import choices_of
from tests.backend.plant import COUNTY, Plant
from tests.backend.population import settle

CALL = "zj-ladder-call@2025"
QUESTIONNAIRE = "zj-ladder"


def wanted(plant: Plant, day: date | None = None) -> Wanted:
    return Wanted(plant.catalogue, QUESTIONNAIRE, day or clock.today(), frozenset({CALL}))


def same(one: Population, other: Population) -> bool:
    """Whether two populations say the same of the same units."""
    columns = [
        [
            people.units,
            people.submissions,
            np.array(people.county_codes)[people.counties],
            *people.answers.values(),
            *(
                part
                for figures in people.figures.values()
                for part in (figures.low, figures.high, figures.flags)
            ),
        ]
        for people in (one, other)
    ]
    return (one.answers.keys(), one.figures.keys()) == (other.answers.keys(), other.figures.keys()) and all(
        np.array_equal(mine, theirs) for mine, theirs in zip(*columns, strict=True)
    )


def test_figures_by_column_are_those_of_each_unit_by_itself(plant: Plant) -> None:
    settle(plant, 40, 11, (COUNTY, "330281"), ("3484", "1711"))
    day = clock.today()
    for name in (QUESTIONNAIRE, "srdi-sme"):
        conditions = {
            one.key: one.conditions for one in choices_of(plant.catalogue, name, day) if one.conditions
        }
        with plant.database.read(SYSTEM) as session:
            texts = list(session.scalars(select(col(Submission.snapshot))))
        units = []
        for text in texts:
            known = snapshot.from_text(text)
            titles = None if known.titles is None else TitlesOnRecord(known.titles)
            facts = {fact: list(values) for fact, values in known.facts.items()}
            units.append(UnitInput(profile=known.profile, facts=facts, titles=titles))
        reader = FigureReader(conditions, day)
        found = [reader.read(texts[:7]), reader.read(texts[7:])]
        for key, gates in conditions.items():
            expected = block_figures(gates, units, day)
            for part in ("low", "high", "flags"):
                got = np.concatenate([getattr(one[key], part) for one in found], axis=1)
                assert np.array_equal(got, getattr(expected, part)), (key, part)


@pytest.mark.parametrize(
    "firm", ["厂", '", "facts": {"a": [{"b": 1}]}, "titles": null, "format": 9, ', '}], "x', "\\"]
)
def test_parts_of_a_snapshot_are_what_was_frozen_whatever_people_wrote(firm: str) -> None:
    day = date(2025, 3, 1)
    amounts = tuple(FactValue(year, Source.IMPORTED, number) for number, year in ((2024, "a"), (2025, "b")))
    facts = {"entity_type": amounts, "kinds": (FactValue(("x", "y"), Source.VERIFIED, as_of=day),)}
    line = EvidenceLine("1", firm, 3, "d")
    profile = Profile(COUNTY, "3484", ProductionType.PROCESS)
    for stated in (facts, {}, {**facts, "none": ()}):
        for titles in (None, (), (HeldTitle("t", day, None), HeldTitle("u", None, None))):
            notes, evidence = {"facts": firm}, {"facts": (line,)}
            frozen = Snapshot(firm, firm, firm, profile, stated, titles, {"a": firm}, notes, evidence)
            text = snapshot.to_text(frozen)
            parts = snapshot.parts_of(text)
            assert snapshot.profile_in(parts.profile) == profile
            assert {one: snapshot.values_in(part) for one, part in parts.facts.items()} == {
                one: values for one, values in stated.items() if values
            }
            assert snapshot.titles_in(parts.titles) == titles
            with pytest.raises(ValueError, match="format 2"):
                snapshot.parts_of(text.replace('"format": 1', '"format": 2'))


def test_a_restart_takes_over_what_is_on_disk_and_reads_the_rest(plant: Plant, tmp_path: Path) -> None:
    units = settle(plant, 12, 12, (COUNTY,))
    first = read(plant.database, wanted(plant), None, Progress())
    files.save(tmp_path, wanted(plant), first)
    settle(plant, 3, 13, ("330281",))
    with plant.database.write(SYSTEM) as session:
        session.execute(delete(Standing).where(col(Standing.unit_id) == units[0]))
        session.execute(update(Unit).where(col(Unit.id) == units[1]).values(county="330110", version=2))
        firm = select(col(Unit.firm_id)).where(col(Unit.id) == units[2]).scalar_subquery()
        session.execute(update(Firm).where(col(Firm.id) == firm).values(confirmed_at=None))
    progress = Progress()
    found = read(plant.database, wanted(plant), files.load(tmp_path, wanted(plant)), progress)
    assert (progress.total, found.size) == (3, 13)
    assert set(found.county_codes) == {COUNTY, "330110", "330281"}
    assert same(found, read(plant.database, wanted(plant), None, Progress()))


def test_what_is_not_right_any_more_is_not_taken_over(plant: Plant, tmp_path: Path) -> None:
    settle(plant, 4, 14, (COUNTY,))
    now = wanted(plant)
    assert files.load(tmp_path, now) is None
    files.save(tmp_path, now, read(plant.database, now, None, Progress()))
    stored = files.load(tmp_path, now)
    assert stored is not None
    assert set(stored.figures) == {CALL}
    tomorrow = replace(now, day=now.day + timedelta(days=1))
    later = files.load(tmp_path, tomorrow)
    assert later is not None
    assert (set(later.answers), set(later.figures)) == (set(stored.answers), set())
    kept = files.usable(stored, tomorrow)
    assert kept is not None
    assert not kept.figures
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-100])
    assert files.load(tmp_path, now) is None
