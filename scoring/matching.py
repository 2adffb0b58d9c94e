"""Which service providers fit a unit, and in which order: whole numbers only, by one stated rule.

The order follows from, one after the other: whether there is room at all; the gaps a provider can close; how
well it fits (industry, area, cases); what came of its earlier work; how much room it has. Those still equal
stand in an order drawn from the unit and the provider, so that no name and no early registration is ahead of
another everywhere. Nothing else goes in: there is no field that anybody could pay for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

NEUTRAL = 500
"""What a provider counts for whose past is not known well enough: half of a thousand."""
LEAST_FIRMS = 5
"""Firms with a closed enquiry from which on a provider's past counts."""
PRIOR = 10
"""Verdicts halfway between good and bad that every past begins with: one bad word then weighs little."""
BEST = 2
"""Points of the best verdict: done, kept. In part is 1, not at all 0."""
MOST_INDUSTRY_CASES, MOST_NEARBY_CASES = 3, 2
PLENTY = 3
"""Firms it could still serve from which on more make no difference: the number is its own word."""
INDUSTRY_NAMED, INDUSTRY_ANY = 3, 1
COUNTY, CITY, PROVINCE = 2, 1, 0


@dataclass(frozen=True)
class Past:
    """What came of closed enquiries in numbers of firms, each counted once.

    `outcomes` are (done, partly, not done), `feedback` (kept, partly, not kept).
    """

    outcomes: tuple[int, int, int] = (0, 0, 0)
    feedback: tuple[int, int, int] = (0, 0, 0)

    @property
    def firms(self) -> int:
        """Firms that said what came of it."""
        return sum(self.outcomes)

    @property
    def counts(self) -> bool:
        """Whether enough firms have said something."""
        return self.firms >= LEAST_FIRMS

    @property
    def permille(self) -> int:
        """0–1000, smoothed towards the middle; NEUTRAL while it does not count."""
        if not self.counts:
            return NEUTRAL
        both = (self.outcomes, self.feedback)
        points = sum(BEST * best + some for best, some, _none in both)
        verdicts = sum(map(sum, both))
        return 1000 * (points + PRIOR) // (BEST * (verdicts + PRIOR))


@dataclass(frozen=True)
class Offer:
    """What is known of a provider with a view to one unit.

    `capabilities` it offers, `proven` those of them with a finished case. `industry` is INDUSTRY_NAMED where
    it names the unit's division, INDUSTRY_ANY where it serves all, else 0; `area` is COUNTY, CITY or PROVINCE
    by the narrowest area around the unit that it names. `free` is how many firms it can still take on.
    """

    key: str
    capabilities: frozenset[str]
    proven: frozenset[str] = frozenset()
    industry: int = 0
    area: int = PROVINCE
    industry_cases: int = 0
    nearby_cases: int = 0
    free: int = 0
    past: Past = Past()


@dataclass(frozen=True)
class Match:
    """A provider in its place, with the figures that put it there.

    `closes` are the unit's actions it can help with, `proven` those of them that it has a finished case for.
    """

    offer: Offer
    closes: tuple[str, ...]
    proven: tuple[str, ...]

    @property
    def gaps(self) -> int:
        """One point for every action it can help with, and one more where a finished case shows it."""
        return len(self.closes) + len(self.proven)

    @property
    def fit(self) -> int:
        """0–10: industry, cases in it, area, cases nearby."""
        return (
            self.offer.industry
            + min(self.offer.industry_cases, MOST_INDUSTRY_CASES)
            + self.offer.area
            + min(self.offer.nearby_cases, MOST_NEARBY_CASES)
        )

    @property
    def room(self) -> int:
        """0 full, 1 some, 2 plenty."""
        return 0 if self.offer.free <= 0 else 2 if self.offer.free >= PLENTY else 1


def rank(needed: Mapping[str, Sequence[str]], offers: Iterable[Offer], seed: str) -> tuple[Match, ...]:
    """The providers that can help with anything, the best first.

    `needed` maps a capability to the actions that ask for it; an action is helped with by any of its
    capabilities. `seed` (the unit) draws the order of those who are equal in everything.
    """
    matches = (_match(needed, offer) for offer in offers)
    return tuple(sorted((match for match in matches if match.closes), key=lambda match: _place(match, seed)))


def _match(needed: Mapping[str, Sequence[str]], offer: Offer) -> Match:
    return Match(
        offer, _actions(needed, offer.capabilities), _actions(needed, offer.capabilities & offer.proven)
    )


def _actions(needed: Mapping[str, Sequence[str]], capabilities: frozenset[str]) -> tuple[str, ...]:
    """The actions that any of the capabilities helps with, each once, in their order."""
    found = (action for name, actions in needed.items() if name in capabilities for action in actions)
    return tuple(dict.fromkeys(found))


def _place(match: Match, seed: str) -> tuple[bool, int, int, int, int, str]:
    drawn = sha256(f"{seed}:{match.offer.key}".encode()).hexdigest()
    return (
        match.room == 0,
        -match.gaps,
        -match.fit,
        -match.offer.past.permille,
        -match.room,
        drawn,
    )
