"""Industry chains: the landmark chains of a document with the cities that carry them."""

from pydantic import Field

from assessments.schema.common import Bool, Citation, Definition, Id, Provenance, RegionCode, Text


class Chain(Definition):
    """A landmark chain; `core` and `cooperating` are cities.

    `core_word` is what the document calls the first group (核心, 重点), empty where it names no such group.
    `open_ended` says that the list of cooperating cities ends with 等地: others are not excluded.
    """

    id: Id
    name: Text
    core_word: str = ""
    core: tuple[RegionCode, ...] = ()
    cooperating: tuple[RegionCode, ...] = Field(min_length=1)
    open_ended: Bool = False
    citation: Citation
    provenance: Provenance
    note: Text | None = None

    @property
    def cities(self) -> tuple[str, ...]:
        """All cities of the chain, those of the core first."""
        return (*self.core, *self.cooperating)


class Chains(Definition):
    """The file regions/chains.yaml."""

    chains: tuple[Chain, ...]
