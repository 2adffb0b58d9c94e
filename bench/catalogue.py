"""How long a process needs for the whole catalogue, beside only parsing its files, and for one pathway.

    python bench/catalogue.py [--repeats 5]

Processor time, best of the repeats: the start of a process is what a command's user waits for. The floor of
the catalogue is libyaml reading the same bytes without building anything; the floor of the pathway is one
rating of the same unit.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import yaml

from assessments.answering import Answer
from assessments.catalogue import Catalogue
from assessments.efforts import EffortBook
from assessments.in_force import RuleSet
from assessments.loader import CATALOG, load_catalogue
from assessments.pathway import find_pathway
from assessments.rating import Profile
from assessments.schema.common import ProductionType
from assessments.unit_case import UnitCase

DAY = date(2026, 11, 21)
DISCRETE = ProductionType.DISCRETE


def best(work: Callable[[], Any], repeats: int) -> float:
    """The least processor time of some runs, in seconds."""
    spent = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


def parse_only() -> None:
    """Let libyaml read every file of the catalogue into events."""
    for path in sorted(CATALOG.rglob("*.yaml")):
        for _ in yaml.parse(path.read_bytes(), Loader=yaml.CBaseLoader):
            pass


def first_rung(catalogue: Catalogue) -> UnitCase:
    """A plant that holds every item of the Zhejiang ladder at its lowest rung."""
    rules = RuleSet.of(catalogue, "zj-ladder@2026-04", DAY)
    version = rules.compiled
    options = {one.id: version.enough(one, DISCRETE, 1) for one in version.asked(DISCRETE)}
    given = {item: Answer((option,)) for item, option in options.items() if option is not None}
    return UnitCase(rules, Profile("330281", "3484", DISCRETE), {}, given, None)


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repeats", type=int, default=5)
    repeats = arguments.parse_args().repeats
    catalogue = load_catalogue(CATALOG)
    case, book = first_rung(catalogue), EffortBook(catalogue.efforts, catalogue.actions)
    rate_once = partial(case.rules.rate_by_rules, case.profile, case.facts, case.answers, case.titles)
    pairs = (
        ("catalogue", best(lambda: load_catalogue(CATALOG), repeats), best(parse_only, repeats)),
        (
            "pathway of 105 items to sf",
            best(lambda: find_pathway(case, "sf", book, catalogue.facts), repeats),
            best(rate_once, repeats),
        ),
    )
    for name, seconds, floor in pairs:
        print(f"{name}: {seconds * 1000:.0f} ms, {seconds / floor:.1f} x its floor of {floor * 1000:.1f} ms")


if __name__ == "__main__":
    main()
