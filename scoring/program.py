"""Goals as linear rows over binary columns, for HiGHS.

A tree without negation needs implications in one direction only: a column that stands for a node may be
above zero only where the node holds. The root is no column but rows of its own: the relaxation stays tight.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from scoring.goal import AllOf, AnyOf, AtLeast, Atom, Goal, Sum

EXACT = 2**40
"""Coefficients beyond this are refused: sums of them would no longer be exact in floating point."""

OPTIMAL, INFEASIBLE = 0, 2
"""Codes that scipy.optimize.milp ends with."""


@dataclass(frozen=True)
class Row:
    """Σ coefficient × column ≥ bound."""

    coefficients: Mapping[int, int]
    bound: int


@dataclass(frozen=True)
class Answer:
    """What the solver chose per variable, and whether its lower bound proves that nothing is cheaper."""

    chosen: tuple[int, ...]
    proven: bool


@dataclass
class Program:
    """Columns and rows as they grow.

    `choices` are the columns of each variable's candidates; `points` (columns of choices, quantities) above
    the least of each variable; `made_by` tells by atom which columns make it true; `prices` per column;
    `whole` tells which columns are integers. Nodes that were given columns are remembered in `known`.
    """

    choices: list[list[int]]
    points: list[tuple[int, ...]]
    made_by: dict[int, list[int]]
    prices: list[int]
    whole: list[bool]
    rows: list[Row] = field(default_factory=list)
    known: dict[Goal, list[int]] = field(default_factory=dict)

    least: list[int] = field(default_factory=list)
    """Per quantity what every choice has at least; `points` are what is above it."""

    @classmethod
    def of(
        cls,
        variables: Sequence[Sequence[tuple[tuple[int, ...], frozenset[int]]]],
        prices: Sequence[Sequence[int]],
        quantities: int,
    ) -> "Program":
        """Columns for the candidates of every variable (points, atoms) and their prices."""
        program = cls([], [], {}, [price for row in prices for price in row], [], least=[0] * quantities)
        for variable in variables:
            first = len(program.points)
            program.choices.append(list(range(first, first + len(variable))))
            least = [min(numbers[quantity] for numbers, _ in variable) for quantity in range(quantities)]
            program.least = [one + other for one, other in zip(program.least, least, strict=True)]
            for column, (numbers, atoms) in enumerate(variable, start=first):
                for atom in atoms:
                    program.made_by.setdefault(atom, []).append(column)
                program.points.append(tuple(one - other for one, other in zip(numbers, least, strict=True)))
        program.whole = [True] * len(program.points)
        return program

    def demand(self, goal: Goal) -> None:
        """The goal must hold."""
        _DEMAND[type(goal)](self, goal)

    def allow_only(self, candidates: Sequence[int], goal: Goal) -> None:
        """Columns of one variable (one of them is chosen) may be above zero only where a goal holds."""
        row = _added([self.columns(goal)])
        for column in candidates:
            # A column may be among those that make its own need true.
            row[column] = row.get(column, 0) - 1
        self.rows.append(Row(row, 0))

    def columns(self, goal: Goal) -> list[int]:
        """Columns whose sum is at most 1 and above zero only where the goal holds."""
        if goal not in self.known:
            self.known[goal] = _COLUMNS[type(goal)](self, goal)
        return self.known[goal]

    def sum_row(self, goal: Sum) -> Row:
        """The row of a sum, in the smallest whole numbers."""
        coefficients = {c: numbers[goal.quantity] for c, numbers in enumerate(self.points)}
        kept = {column: number for column, number in coefficients.items() if number}
        unit = gcd(*kept.values()) if kept else 1
        bound = -((self.least[goal.quantity] - goal.bound) // unit)
        return Row({column: number // unit for column, number in kept.items()}, bound)

    def new_column(self, *, whole: bool) -> int:
        """One more column between 0 and 1 that costs nothing."""
        self.prices.append(0)
        self.whole.append(whole)
        return len(self.prices) - 1

    def solve(self, seconds: float) -> Answer | None:
        """Minimise the prices; None when no choice satisfies the rows."""
        pairs = [(row, column, number) for row, one in enumerate(self._all_rows()) for column, number in one]
        bounds = np.array([*(row.bound for row in self.rows), *([1] * len(self.choices))], float)
        upper = np.concatenate([np.full(len(self.rows), np.inf), np.ones(len(self.choices))])
        if any(abs(number) > EXACT for _, _, number in pairs) or (np.abs(bounds) > EXACT).any():
            raise OverflowError("numbers of a pathway are too large to be exact")
        at, columns, numbers = (np.array(side) for side in zip(*pairs, strict=True))
        matrix = csr_array((numbers.astype(float), (at, columns)), shape=(len(bounds), len(self.prices)))
        result = milp(
            np.array(self.prices, float),
            integrality=np.array(self.whole, np.uint8),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, bounds, upper),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        if result.status == INFEASIBLE:
            return None
        if result.x is None:
            return Answer((), proven=False)
        chosen = tuple(int(np.argmax(result.x[columns])) for columns in self.choices)
        price = sum(self.prices[columns[place]] for columns, place in zip(self.choices, chosen, strict=True))
        proven = result.status == OPTIMAL and result.mip_dual_bound > price - 0.5
        return Answer(chosen, proven)

    def _all_rows(self) -> list[list[tuple[int, int]]]:
        rows = [list(row.coefficients.items()) for row in self.rows]
        return rows + [[(column, 1) for column in columns] for columns in self.choices]


def _demand_all(program: Program, goal: AllOf) -> None:
    for part in goal.parts:
        program.demand(part)


def _demand_count(program: Program, parts: Sequence[Goal], needed: int) -> None:
    program.rows.append(Row(_added([program.columns(part) for part in parts]), needed))


_DEMAND: Mapping[type, Callable[..., None]] = {
    Atom: lambda program, goal: program.rows.append(
        Row(dict.fromkeys(program.made_by.get(goal.atom, ()), 1), 1)
    ),
    Sum: lambda program, goal: program.rows.append(program.sum_row(goal)),
    AllOf: _demand_all,
    AnyOf: lambda program, goal: _demand_count(program, goal.parts, 1),
    AtLeast: lambda program, goal: _demand_count(program, goal.parts, goal.needed),
}


def _atom(program: Program, goal: Atom) -> list[int]:
    makers = program.made_by.get(goal.atom, [])
    if any(set(makers) <= set(columns) for columns in program.choices):
        return makers
    column = program.new_column(whole=False)
    program.rows.append(Row({**dict.fromkeys(makers, 1), column: -1}, 0))
    return [column]


def _sum(program: Program, goal: Sum) -> list[int]:
    row = program.sum_row(goal)
    if row.bound <= 0:
        return program.columns(AllOf(()))
    column = program.new_column(whole=True)
    # What is above the least sum is never negative: without the column the row asks for nothing.
    program.rows.append(Row({**row.coefficients, column: -row.bound}, 0))
    return [column]


def _all(program: Program, goal: AllOf) -> list[int]:
    column = program.new_column(whole=False)
    for part in goal.parts:
        program.rows.append(Row({**dict.fromkeys(program.columns(part), 1), column: -1}, 0))
    return [column]


def _count(program: Program, parts: Sequence[Goal], needed: int) -> list[int]:
    # Half of one part and half of another are no two halves of a whole: counts above one need whole columns.
    column = program.new_column(whole=needed > 1)
    row = _added([program.columns(part) for part in parts])
    program.rows.append(Row({**row, column: -needed}, 0))
    return [column]


_COLUMNS: Mapping[type, Callable[..., list[int]]] = {
    Atom: _atom,
    Sum: _sum,
    AllOf: _all,
    AnyOf: lambda program, goal: _count(program, goal.parts, 1),
    AtLeast: lambda program, goal: _count(program, goal.parts, goal.needed),
}


def _added(groups: Sequence[Sequence[int]]) -> dict[int, int]:
    """How often each column stands in the groups."""
    counts: dict[int, int] = {}
    for columns in groups:
        for column in columns:
            counts[column] = counts.get(column, 0) + 1
    return counts
