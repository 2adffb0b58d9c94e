"""The roster of firms: an official list that puts firms on the register, and says which are 规上 in a year.

A firm that is not on record is created with its default unit and confirmed: the county vouches for it. It has
no people; a later claim goes its usual way. A firm that keeps its own profile (with confirmed members, or
with a founder whose claim waits) keeps it: what the list says otherwise is told and not written; only 规上 is
the list's to say. The production type may be left open: it then follows from the industry's division
(`backend.services.production`) until somebody who knows the plant corrects it.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.db.queries import register as queries
from backend.db.tables.base import new_id
from backend.imports import cells, roster_writing
from backend.imports.kind import (
    CHANGED,
    CREATED,
    KEPT,
    SAME,
    STAYS,
    UNDONE,
    Checked,
    Context,
    Done,
    Line,
    Outcome,
    Problem,
)
from backend.imports.roster_columns import COLUMNS, OPTIONS
from backend.imports.roster_known import PROFILE, Found, Known, find_by_code, find_by_id, year_of
from backend.imports.roster_reading import compare_size, read
from backend.services import sizes

_ELSEWHERE = (
    "这家企业登记在本辖区以外，没有改动。请核对代码；确已迁入本辖区的，请企业在评价单元资料中更改所在地，"
    "或由上级主管部门导入。"
)


class Roster:
    """The roster as a kind of list."""

    id = "roster"
    name = "企业名录"
    intro = (
        "每行一家企业。没有登记的企业新增并确认，已登记的按名录更新；企业自己维护的资料不改动，只列出差异。"
    )
    subject_is_firm = True
    columns = COLUMNS
    options = OPTIONS

    def look_up(self, session: Session, context: Context, lines: Sequence[Line]) -> Found:
        """The firms of a block of lines that are on record."""
        codes = {code for line in lines if (code := cells.code(line, "code"))}
        return find_by_code(session, context, sorted(codes))

    def look_up_done(self, session: Session, context: Context, done: Sequence[Done]) -> Found:
        """The firms that a block of lines has created or changed, and which of them are in use since."""
        return find_by_id(session, context, [one.subject for one in done])

    def check(self, context: Context, line: Line) -> Checked:
        """Read a line and compare it with the firm on record."""
        found: Found = context.found
        problems: list[Problem] = []
        values, ask = read(context, line, problems)
        known = found.by_code.get(values["code"])
        if known is not None and not known.lies_in(context.area):
            problems.append(Problem("code", _ELSEWHERE))
        if any(not one.is_note for one in problems):
            return Checked(key=values["code"], problems=tuple(problems))
        if known is None:
            return Checked(values["code"], CREATED, new_id(), values, tuple(problems), ask)
        outcome = _outcome(context, known, values, problems)
        compare_size(known, line, problems)
        return Checked(values["code"], outcome, known.firm.id, values, tuple(problems), ask)

    def apply(self, session: Session, context: Context, checked: Checked) -> Done:
        """Create the firm, or write what the list says otherwise."""
        found: Found = context.found
        known = found.by_code.get(checked.values["code"])
        if known is None:
            return roster_writing.create(found, context, checked)
        return roster_writing.change(session, found, context, known, checked.values)

    def finish(self, session: Session, context: Context) -> None:
        """Write the new firms of the block, remove those taken back, settle the sizes of regrouped ones."""
        found: Found = context.found
        queries.add(session, found.firms, found.units, found.flags)
        queries.remove(session, found.removed)
        if found.regrouped:
            sizes.settle(session, context.catalogue, found.regrouped)

    def undo(self, session: Session, context: Context, done: Done) -> Outcome:
        """Remove a firm that nobody has worked with, or put back what stood before."""
        found: Found = context.found
        known = found.by_id.get(done.subject)
        if known is None or not _stands(context, known, done):
            return STAYS
        if done.outcome == CHANGED:
            roster_writing.put_back(session, found, context, known, done)
            return UNDONE
        if done.subject in found.in_use:
            return STAYS
        found.removed.append(done.subject)
        return UNDONE


def _outcome(context: Context, known: Known, values: dict[str, str], problems: list[Problem]) -> Outcome:
    """What becomes of a line about a known firm, with notes on what is left as it stands."""
    differing = known.differing(values)
    waits = known.firm.confirmed_at is None
    if known.own_profile and differing:
        names = "、".join(PROFILE[name] for name in differing)
        text = f"企业自行维护资料，{names}与名录不同，没有改动；如有误，请联系企业更正。"
        problems.append(Problem(next(iter(differing)), text, is_note=True))
    if known.own_profile and waits:
        text = "已有账号申请登记这家企业，名录不代替核实，请到“待确认企业”处理。"
        problems.append(Problem("code", text, is_note=True))
    if known.differs_in_scale(year_of(context), values["above_scale"]):  # type: ignore[arg-type]
        return CHANGED
    if not known.own_profile and (differing or waits):
        return CHANGED
    return KEPT if differing else SAME


def _stands(context: Context, known: Known, done: Done) -> bool:
    """Whether the firm still says what the list made it say, and is still the list's to say it of."""
    standing = known.profile
    after = {name: value for name, value in done.after.items() if name in PROFILE}
    if any(standing[name] != value for name, value in after.items()):
        return False
    if known.own_profile and (after or "confirmed" in done.after):
        return False
    if "above_scale" not in done.after:
        # A later list that says so for the first time would lose its firm.
        return done.outcome == CHANGED or not known.flags
    flag = known.flags.get(year_of(context))
    written = flag is not None and flag.import_id == context.import_id
    return written and (done.outcome == CHANGED or len(known.flags) == 1)
