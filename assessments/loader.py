"""Loads the catalogue, or refuses it with every problem told together.

This is the door of the package: other modules import the catalogue and what belongs to it from here.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assessments.catalogue import CallInForce, Catalogue, InstrumentInForce, UnknownName
from assessments.checks import problems_on
from assessments.digest import rules_digest, wording_digest
from assessments.problem import BrokenCatalogue
from assessments.reading import CATALOG, read_shelf
from assessments.schema.effort import NO_EFFORTS
from assessments.shelf import Industry, Shelf

__all__ = [
    "CATALOG",
    "BrokenCatalogue",
    "CallInForce",
    "Catalogue",
    "Industry",
    "InstrumentInForce",
    "UnknownName",
    "load_catalogue",
    "rules_digest",
    "wording_digest",
]


def load_catalogue(root: Path = CATALOG) -> Catalogue:
    """The checked catalogue in a folder; raises BrokenCatalogue with every problem."""
    with _collecting_later():
        shelf = read_shelf(root)
        problems = problems_on(shelf)
        if problems:
            raise BrokenCatalogue(problems)
        return _catalogue_of(shelf)


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Let the collector wait: it would walk the growing catalogue again and again and free nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _catalogue_of(shelf: Shelf) -> Catalogue:
    """Everything by its id; the checks have made sure that no id comes twice."""
    facts = [fact for register in shelf.registers for fact in register.model.facts]
    metrics = [metric for register in shelf.metrics for metric in register.model.metrics]
    derived = [fact for register in shelf.metrics for fact in register.model.derived_facts]
    efforts = [file.model for file in shelf.efforts]
    targets = [target for file in shelf.targets for target in file.model.targets]
    kinds = [kind for file in shelf.recognition_kinds for kind in file.model.kinds]
    series = [one for file in shelf.series for one in file.model.series]
    zones = [zone for file in shelf.zones for zone in file.model.zones]
    chains = [chain for file in shelf.chains for chain in file.model.chains]
    clusters = [cluster for file in shelf.clusters for cluster in file.model.clusters]
    return Catalogue(
        policies={entry.model.id: entry.model for entry in shelf.policies},
        facts={fact.id: fact for fact in facts},
        metrics={metric.id: metric for metric in metrics},
        derived_facts={fact.id: fact for fact in derived},
        efforts=efforts[0] if efforts else NO_EFFORTS,
        questionnaires={entry.model.key: entry.model for entry in shelf.questionnaires},
        calls={entry.model.key: entry.model for entry in shelf.calls},
        ladders={entry.model.id: entry.model for entry in shelf.ladders},
        regions=shelf.regions[0].model,
        denominators=tuple(row for file in shelf.denominators for row in file.model.denominators),
        targets={target.id: target for target in targets},
        recognition_kinds={kind.id: kind for kind in kinds},
        industries={industry.code: industry for industry in shelf.industries},
        series={one.id: one for one in series},
        reviews={entry.model.key: entry.model for entry in shelf.reviews},
        zones={zone.code: zone for zone in zones},
        named_places=tuple(place for file in shelf.zones for place in file.model.named),
        chains={chain.id: chain for chain in chains},
        clusters={cluster.id: cluster for cluster in clusters},
        cluster_groups={group.id: group for file in shelf.clusters for group in file.model.groups},
        cluster_counts=tuple(count for file in shelf.clusters for count in file.model.counts),
        capabilities={one.id: one for file in shelf.capabilities for one in file.model.capabilities},
        scenes={one.number: one for file in shelf.scenes for one in file.model.scenes},
        scenes_citation=next((file.model.citation for file in shelf.scenes), ""),
        actions={one.id: one for file in shelf.actions for one in file.model.actions},
        incentives=tuple(one for file in shelf.incentives for one in file.model.incentives),
        integrity_checks=next((file.model for file in shelf.integrity_checks), None),
        contradictions={file.model.questionnaire: file.model for file in shelf.contradictions},
    )
