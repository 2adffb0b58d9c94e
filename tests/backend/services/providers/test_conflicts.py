"""Who diagnosed a firm does not verify it, in whatever order and by whatever name."""

import pytest
from sqlalchemy import select

from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.tables.reviews import SiteCheck
from backend.services import site_checks
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import engagements, registration
from backend.services.providers.engagements import NewEngagement
from backend.services.site_checks import Seen
from tests.backend import providers
from tests.backend.dealings import CAPABILITIES, Dealings
from tests.backend.docket import CITY, Docket, submitted
from tests.backend.docket import PROVINCE as PROVINCE_CODE
from tests.backend.officials import PROVINCE
from tests.backend.plant import COUNTY, Plant
from tests.backend.town import code_number

NAME, CODE = "演示服务商（浙江）有限公司", code_number(9001)


def at_site(plant: Plant) -> tuple[Docket, Dealings]:
    """A submission that waits for its on-site check, and a provider."""
    docket = submitted(plant)
    docket.pass_on(COUNTY, "county-check")
    docket.pass_on(CITY, "city-recommendation")
    vendor, token = plant.person("vendor")
    provider = providers.enlist(
        plant.database, plant.catalogue, vendor, PROVINCE, name=NAME, capabilities=CAPABILITIES
    )
    return docket, Dealings(plant, vendor, token, provider)


def check(docket: Docket, organisation: str) -> SiteCheck:
    seen = Seen(docket.submission, "site-check", clock.today(), organisation, 3, "dw", "一致。", {})
    official = docket.official(PROVINCE_CODE)
    site_checks.record_check(docket.plant.database, official, docket.plant.catalogue, seen)
    with docket.plant.database.read(SYSTEM) as session:
        return session.scalars(select(SiteCheck)).one()


@pytest.mark.parametrize("organisation", [NAME, "演示服务商(浙江) 有限公司", CODE, CODE.lower()])
def test_a_provider_that_diagnosed_the_firm_is_refused_by_name_and_by_code(
    plant: Plant, organisation: str
) -> None:
    docket, dealings = at_site(plant)
    new = NewEngagement(NAME, "diagnosis", clock.today())
    record = engagements.record_by_firm(plant.database, plant.owner, plant.firm_id, new)
    engagements.contradict_as_provider(
        plant.database, dealings.vendor, dealings.provider, record, "只做过培训"
    )
    with pytest.raises(InvalidInputError, match="不得参与对它的核验"):
        check(docket, organisation)
    official = docket.official(PROVINCE_CODE)
    assert site_checks.barred(plant.database, official, docket.submission) == (NAME,)
    # Who only built something there, and who did nothing, may verify.
    assert check(docket, "另一家评估机构").provider_id is None


def test_another_name_does_not_lift_the_bar(plant: Plant) -> None:
    docket, dealings = at_site(plant)
    new = NewEngagement(NAME, "diagnosis", clock.today())
    engagements.record_by_firm(plant.database, plant.owner, plant.firm_id, new)
    version = providers.version_of(plant.database, dealings.vendor, dealings.provider)
    registration.withdraw(plant.database, dealings.vendor, dealings.provider, version)
    for name in ("别的名字有限公司", "再换一个名字有限公司"):
        wanted = providers.profile(name=name)
        providers.change(plant.database, plant.catalogue, dealings.vendor, dealings.provider, wanted)
    for organisation in (NAME, CODE, "再换一个名字有限公司"):
        with pytest.raises(InvalidInputError, match="不得参与对它的核验"):
            check(docket, organisation)
    # A name that the province never saw is nobody's former name: it could be somebody else's.
    assert check(docket, "别的名字有限公司").provider_id is None


def test_an_agreed_enquiry_about_diagnosis_bars_as_well(plant: Plant) -> None:
    docket, dealings = at_site(plant)
    enquiry = dealings.ask("diagnosis")
    dealings.say(dealings.vendor, enquiry, "reply", "可以。")
    dealings.say(plant.owner, enquiry, "agree")
    with pytest.raises(InvalidInputError):
        check(docket, NAME)
    dealings.say(plant.owner, enquiry, "close", outcome="done")
    with pytest.raises(InvalidInputError):
        check(docket, NAME)


def test_a_diagnosis_after_the_check_is_marked_on_both_sides(plant: Plant) -> None:
    docket, dealings = at_site(plant)
    new = NewEngagement(NAME, "project", clock.today())
    engagements.record_by_firm(plant.database, plant.owner, plant.firm_id, new)
    stored = check(docket, CODE)
    assert (stored.provider_id, stored.organisation) == (dealings.provider, NAME)
    dealings.ask()
    dealings.diagnosed()
    for lines in (
        engagements.of_firm(plant.database, plant.owner, plant.firm_id).lines,
        engagements.of_provider(plant.database, dealings.vendor, dealings.provider).lines,
    ):
        found = {line.row.kind: line.verified_on for line in lines}
        assert found == {"diagnosis": clock.today(), "project": None}


def test_either_side_may_contradict_the_other_once_and_nobody_else(plant: Plant) -> None:
    _docket, dealings = at_site(plant)
    with pytest.raises(InvalidInputError, match="咨询过或给过授权"):
        dealings.diagnosed()
    dealings.ask()
    record = dealings.diagnosed()
    with pytest.raises(ConflictError):
        engagements.contradict_as_provider(
            plant.database, dealings.vendor, dealings.provider, record, "本方登记的"
        )
    engagements.contradict_as_firm(plant.database, plant.owner, plant.firm_id, record, "没有做过诊断")
    (line,) = engagements.of_provider(plant.database, dealings.vendor, dealings.provider).lines
    assert line.row.contradiction == "没有做过诊断"
    with pytest.raises(ConflictError):
        engagements.contradict_as_firm(plant.database, plant.owner, plant.firm_id, record, "再次")
    stranger, _token = plant.person("stranger")
    with pytest.raises(NotFoundError):
        engagements.of_firm(plant.database, stranger, plant.firm_id)
    with pytest.raises(NotFoundError):
        engagements.of_provider(plant.database, plant.owner, dealings.provider)
