"""Writing what a roster says: new firms all at once, known ones field by field; and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.db.queries import candidates
from backend.db.queries import firms as firm_queries
from backend.db.tables.base import new_id
from backend.db.tables.register import ScaleFlag
from backend.imports.kind import CHANGED, CREATED, Checked, Context, Done, Values
from backend.imports.roster_known import PROFILE, Found, Known, year_of
from backend.services.firms import WHOLE_FIRM
from backend.services.production import usual_production


def create(found: Found, context: Context, checked: Checked) -> Done:
    """Gather a new, confirmed firm with its default unit and what the list says of 规上."""
    values = checked.values
    said = values["above_scale"]
    profile = {name: values[name] for name in PROFILE}
    profile["production"] = values["production"] or usual_production(values["industry"]).value
    firm = {"id": checked.subject, "credit_code": values["code"], "name": values["name"], "above_scale": said}
    times = {"created_at": context.now, "confirmed_at": context.now}
    found.firms.append({**firm, **times, "created_by": None, "size": ""})
    unit = {"id": new_id(), "firm_id": checked.subject, "kind": WHOLE_FIRM, "version": 1}
    found.units.append({**unit, "created_at": context.now, **_as_unit(profile)})
    if said is None:
        return Done(CREATED, checked.subject, {}, profile)
    found.flags.append({"firm_id": checked.subject, "year": year_of(context), **_flag(context, values)})
    return Done(CREATED, checked.subject, {}, {**profile, "above_scale": said})


def change(session: Session, found: Found, context: Context, known: Known, values: Values) -> Done:
    """Write what the list says otherwise of a known firm, as far as that is the list's to say."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if not known.own_profile:
        standing, after = known.profile, dict(known.differing(values))
        before = {name: standing[name] for name in after}
        _write(session, found, known, after)
        if known.firm.confirmed_at is None:
            known.firm.confirmed_at = context.now
            before["confirmed"], after["confirmed"] = False, True
    if known.differs_in_scale(year_of(context), values["above_scale"]):
        before["above_scale"] = _as_stored(known.flags.get(year_of(context)))
        after["above_scale"] = values["above_scale"]
        _set_flag(session, known, year_of(context), _flag(context, values))
    return Done(CHANGED, known.firm.id, before, after)


def put_back(session: Session, found: Found, context: Context, known: Known, done: Done) -> None:
    """Let a known firm stand as it stood before the list."""
    _write(session, found, known, {name: done.before[name] for name in PROFILE if name in done.before})
    if done.before.get("confirmed") is False:
        known.firm.confirmed_at = None
    if "above_scale" in done.before:
        _set_flag(session, known, year_of(context), _from_stored(done.before["above_scale"]))


def _write(session: Session, found: Found, known: Known, profile: Mapping[str, str]) -> None:
    """Set what is named of a profile; what is kept beside it follows."""
    if not profile:
        return
    unit, firm = known.unit, known.firm
    for name, value in _as_unit(profile).items():
        setattr(unit, name, value)
    unit.version += 1
    firm.name = profile.get("name", firm.name)
    if not profile.keys().isdisjoint({"county", "industry"}):
        session.flush()
        firm_queries.move_standings(session, unit.id, unit.county)
        candidates.move(session, unit.id, unit.county, unit.industry)
        found.regrouped.append(firm.id)


def _as_unit(profile: Mapping[str, str]) -> dict[str, str]:
    """The columns of a unit from the words of a roster."""
    return {"production_type" if name == "production" else name: value for name, value in profile.items()}


def _flag(context: Context, values: Values) -> dict[str, Any]:
    return {
        "above_scale": values["above_scale"],
        "source": context.options["source"],
        "import_id": context.import_id,
        "entered_by": context.entered_by,
        "entered_at": context.now,
    }


def _set_flag(session: Session, known: Known, year: int, stated: Mapping[str, Any] | None) -> None:
    """Let a flag say this for its year, or nothing at all; the newest year speaks for the firm."""
    flag = known.flags.get(year)
    if stated is None:
        if flag is not None:
            session.delete(known.flags.pop(year))
    elif flag is None:
        known.flags[year] = ScaleFlag(firm_id=known.firm.id, year=year, **stated)
        session.add(known.flags[year])
    else:
        for name, value in stated.items():
            setattr(flag, name, value)
    known.firm.above_scale = known.above_scale


def _as_stored(flag: ScaleFlag | None) -> dict[str, Any] | None:
    """A flag as JSON can hold it."""
    if flag is None:
        return None
    return {
        "above_scale": flag.above_scale,
        "source": flag.source,
        "import_id": flag.import_id,
        "entered_by": flag.entered_by,
        "entered_at": flag.entered_at.isoformat(),
    }


def _from_stored(stored: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return stored and {**stored, "entered_at": datetime.fromisoformat(stored["entered_at"])}
