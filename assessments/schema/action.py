"""Actions: what a firm does to lift an answer, a fact or a condition. They are ours, never a criterion."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from assessments.schema.common import Citation, Definition, Id, ProductionType, Provenance, Text, Whole

SceneNumber = Annotated[Whole, Field(ge=1, le=40)]

SizeClass = Literal["large", "medium", "small", "micro"]


class Scene(Definition):
    """One of the national scenes (智能制造典型场景), by its number, with the 环节 that it belongs to."""

    number: SceneNumber
    stage: Text
    name: Text


class Scenes(Definition):
    """The file scenes.yaml: the national reference list, as published."""

    citation: Citation
    provenance: Provenance
    scenes: tuple[Scene, ...] = Field(min_length=1)


class ItemLift(Definition):
    """An action brings the answer of an item up to any of these options, from the one below each."""

    questionnaire: Id
    item: Id
    to: tuple[Id, ...] = Field(min_length=1)


class FactLift(Definition):
    """An action moves a fact of the register."""

    fact: Id


class TitleLift(Definition):
    """An action leads to a title that a condition asks for."""

    title: Id


Lift = ItemLift | FactLift | TitleLift


class Months(Definition):
    """How long it usually takes, from the decision to evidence in daily use; both ends included."""

    least: Whole = Field(ge=1)
    most: Whole = Field(ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> "Months":
        if self.most < self.least:
            raise ValueError("most 不能小于 least")
        return self


class Scope(Definition):
    """Whom an action suits: a production type, size classes, prefixes of GB/T 4754 codes; none: everybody."""

    production: ProductionType | Literal["all"] = "all"
    sizes: tuple[SizeClass, ...] = ()
    industries: tuple[str, ...] = ()


class Action(Definition):
    """One thing a firm can do.

    `title` begins with a verb. `done` says concretely what is done, `evidence` what can be shown afterwards.
    `effort` is on the scale of efforts.yaml (an ordinary option step is 4) and is what the whole action
    takes, however many answers it lifts. `needs` are actions that have to be done before. `capabilities` is
    who can help, `scenes` the national scenes it builds. Several actions may lift the same option where
    their scopes differ; within one scope exactly one does.
    """

    id: Id
    title: Text
    done: Text
    effort: Whole = Field(ge=1, le=60)
    months: Months
    needs: tuple[Id, ...] = ()
    evidence: Text
    capabilities: tuple[Id, ...] = ()
    scenes: tuple[SceneNumber, ...] = ()
    scope: Scope = Scope()
    lifts: tuple[Lift, ...] = Field(min_length=1)


class Actions(Definition):
    """A file of actions/."""

    provenance: Provenance
    actions: tuple[Action, ...] = Field(min_length=1)
