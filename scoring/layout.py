"""The packed layout of a submission: what one item's bytes mean.

A single-choice item is one byte: a reserved code or `FIRST_OPTION` + option. A multiple-choice item is a mask
of its options, lowest bit first, and mask 0 is unanswered; where it is asked of one production type only, one
more bit says that it is not asked, so that a column of bytes describes a unit without anything beside it.
"""

from dataclasses import dataclass

NOT_ASKED = 0
"""The item is for the other production type."""
UNANSWERED = 1
NOT_APPLICABLE = 2
FIRST_OPTION = 3


@dataclass(frozen=True)
class Mark:
    """What one unit's bytes say about one item: option positions, or one of the states without options."""

    options: tuple[int, ...] = ()
    not_applicable: bool = False
    asked: bool = True


@dataclass(frozen=True)
class Slot:
    """Where an item lives in the column of a unit and how to read it.

    `first` is its first byte; `options` how many options it has; `may_not_apply` (single choice only) and
    `conditional` (asked of one production type only) say which states it has beside them.
    """

    first: int
    options: int
    multiple: bool
    may_not_apply: bool
    conditional: bool

    @property
    def bits(self) -> int:
        """Bits of the mask of a multiple-choice item."""
        return self.options + self.conditional

    @property
    def rows(self) -> int:
        """Bytes of the item in a packed submission."""
        return -(-self.bits // 8) if self.multiple else 1

    def pack(self, mark: Mark) -> bytes:
        """The item's bytes for a mark; ValueError for a state that the item does not have."""
        if (mark.not_applicable and not self.may_not_apply) or not (mark.asked or self.conditional):
            raise ValueError("the item has no such state")
        if len(mark.options) > 1 and not self.multiple:
            raise ValueError("a single-choice item has one option")
        return self._mask(mark).to_bytes(self.rows, "little") if self.multiple else bytes([_code(mark)])

    def unpack(self, data: bytes) -> Mark:
        """The mark that `rows` bytes say; ValueError for bytes that no mark packs to."""
        value = int.from_bytes(data, "little")
        mark = self.read_mask(value) if self.multiple else _read_code(value)
        if any(option >= self.options for option in mark.options) or self.pack(mark) != data:
            raise ValueError(f"{data.hex()} says nothing about this item")
        return mark

    def _mask(self, mark: Mark) -> int:
        return sum(1 << option for option in mark.options) | (not mark.asked) << self.options

    def read_mask(self, mask: int) -> Mark:
        """The mark that a multiple-choice item's mask says, without asking whether it is a sensible one."""
        options = tuple(option for option in range(self.options) if mask >> option & 1)
        return Mark(options, asked=not mask >> self.options & 1)


def _code(mark: Mark) -> int:
    if not mark.asked:
        return NOT_ASKED
    if mark.not_applicable:
        return NOT_APPLICABLE
    return FIRST_OPTION + mark.options[0] if mark.options else UNANSWERED


def _read_code(code: int) -> Mark:
    if code >= FIRST_OPTION:
        return Mark((code - FIRST_OPTION,))
    return Mark(not_applicable=code == NOT_APPLICABLE, asked=code != NOT_ASKED)
