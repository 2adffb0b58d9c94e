"""What is wrong with a catalogue: problems told in Chinese, with file, place and cure."""

from collections.abc import Sequence
from dataclasses import dataclass

PathStep = str | int


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: `file` relative to the catalogue, `place` inside it, what is wrong and what to do."""

    file: str
    place: str
    message: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file} {self.place}".strip()
        return f"{where}：{self.message}。{self.cure}。"


@dataclass(frozen=True)
class Place:
    """A position in a file: the keys and list indices that lead there."""

    file: str
    path: tuple[PathStep, ...] = ()

    def at(self, *steps: PathStep) -> "Place":
        """A position further inside."""
        return Place(self.file, (*self.path, *steps))


@dataclass(frozen=True)
class Finding:
    """A mistake as a check sees it, before its place is turned into words."""

    place: Place
    message: str
    cure: str


class BrokenCatalogue(Exception):
    """Raised instead of loading a catalogue that has problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"- {problem}" for problem in self.problems)
        super().__init__(f"目录有 {len(self.problems)} 处问题，未加载：\n{lines}")
