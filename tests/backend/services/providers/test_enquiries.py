"""An enquiry from asking to feedback, and what is refused on the way."""

import pytest

from backend.auth.actor import Actor
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import enquiries, enquiry_pages
from backend.services.providers.enquiries import ACTS, STATES, Opinion
from backend.services.providers.enquiry_pages import EnquiryView
from tests.backend import providers
from tests.backend.dealings import Dealings, begin
from tests.backend.officials import PROVINCE, XIAOSHAN
from tests.backend.plant import Plant


def view(dealings: Dealings, who: Actor, enquiry: str) -> EnquiryView:
    return enquiry_pages.view(dealings.plant.database, who, dealings.plant.catalogue, enquiry)


def test_from_asking_to_both_sides_feedback(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    owner, vendor = plant.owner, dealings.vendor
    enquiry = dealings.ask()
    assert view(dealings, owner, enquiry).acts == ("message", "recall")
    assert view(dealings, vendor, enquiry).acts == ("message", "reply", "decline")
    dealings.say(vendor, enquiry, "reply", "下周可以来看现场。")
    dealings.say(owner, enquiry, "message", "最好周三。")
    dealings.say(owner, enquiry, "agree")
    with pytest.raises(InvalidInputError, match="结果"):
        dealings.say(owner, enquiry, "close")
    dealings.say(owner, enquiry, "close", outcome="partly")
    seen = view(dealings, vendor, enquiry)
    assert (seen.row.state, seen.row.outcome, seen.acts) == ("closed", "partly", ())
    assert [one.act for one in seen.messages] == ["ask", "reply", "message", "agree", "close"]
    assert seen.capability == "制造执行系统（MES）"
    for who, kept in ((owner, "yes"), (vendor, "no")):
        enquiries.give_feedback(plant.database, who, enquiry, Opinion(kept, "按期交付。"))
        with pytest.raises(ConflictError, match="只能提交一次"):
            enquiries.give_feedback(plant.database, who, enquiry, Opinion("yes"))
    both = {one.side: one.kept for one in view(dealings, owner, enquiry).feedback}
    assert both == {"firm": "yes", "provider": "no"}


def test_nobody_leaves_a_mobile_number_in_what_is_kept(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    enquiry = dealings.ask()
    with pytest.raises(InvalidInputError, match="手机号"):
        dealings.say(dealings.vendor, enquiry, "reply", "请联系 138 1234 5678。")
    dealings.say(dealings.vendor, enquiry, "reply", "总机 0574-12345678，订单号 20261381234567812。")
    dealings.say(plant.owner, enquiry, "agree")
    dealings.say(plant.owner, enquiry, "close", outcome="done")
    with pytest.raises(InvalidInputError, match="手机号"):
        enquiries.give_feedback(plant.database, plant.owner, enquiry, Opinion("yes", "找他 13812345678"))


def test_every_act_in_a_wrong_state_or_by_the_wrong_side_is_refused_and_changes_nothing(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    people = {"firm": plant.owner, "provider": dealings.vendor}
    ways = {
        "sent": (),
        "replied": (("provider", "reply"),),
        "agreed": (("provider", "reply"), ("firm", "agree")),
        "declined": (("provider", "decline"),),
        "recalled": (("firm", "recall"),),
        "closed": (("provider", "reply"), ("firm", "agree"), ("firm", "close")),
    }
    assert set(ways) == set(STATES)
    capabilities = iter(("mes", "network", "erp", "data-platform", "diagnosis", "mes"))
    for state, way in ways.items():
        enquiry = dealings.ask(next(capabilities))
        for side, act in way:
            dealings.say(people[side], enquiry, act, "好。", "done")
        for name, act_ in ACTS.items():
            for side, who in people.items():
                if side in act_.sides and state in act_.states:
                    continue
                with pytest.raises(ConflictError):
                    dealings.say(who, enquiry, name, "好。", "done")
        seen = view(dealings, plant.owner, enquiry)
        assert (seen.row.state, len(seen.messages)) == (state, 1 + len(way))
        if state == "sent":
            dealings.say(plant.owner, enquiry, "recall")
        if state != "closed":
            with pytest.raises(ConflictError, match="办结后"):
                enquiries.give_feedback(plant.database, plant.owner, enquiry, Opinion("yes"))


def test_one_enquiry_at_a_time_about_a_capability_and_only_by_confirmed_firms(plant: Plant) -> None:
    vendor, token = plant.person("vendor")
    provider = providers.enlist(plant.database, plant.catalogue, vendor, PROVINCE)
    dealings = Dealings(plant, vendor, token, provider)
    with pytest.raises(ConflictError, match="尚未经主管部门确认"):
        dealings.ask()
    plant.confirm()
    enquiry = dealings.ask()
    with pytest.raises(ConflictError, match="还在进行中"):
        dealings.ask()
    dealings.say(vendor, enquiry, "decline", "排期已满。")
    dealings.ask()
    with pytest.raises(InvalidInputError):
        dealings.ask("no-such")


def test_others_do_not_find_it_and_a_suspended_provider_only_reads(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    enquiry = dealings.ask()
    stranger, _token = plant.person("stranger")
    rival, _token = plant.person("rival")
    other = providers.enlist(plant.database, plant.catalogue, rival, PROVINCE, 9002)
    for who in (stranger, rival, XIAOSHAN, PROVINCE, Actor()):
        with pytest.raises(NotFoundError):
            view(dealings, who, enquiry)
        with pytest.raises(NotFoundError):
            dealings.say(who, enquiry, "message", "好。")
    found = enquiry_pages.list_of_provider(plant.database, rival, plant.catalogue, other)
    assert found.lines == ()
    providers.decide(plant.database, plant.catalogue, PROVINCE, dealings.provider, "suspend", "核查中")
    assert view(dealings, dealings.vendor, enquiry).acts == ()
    with pytest.raises(ConflictError, match="不在名录"):
        dealings.say(dealings.vendor, enquiry, "reply", "好。")
    dealings.say(plant.owner, enquiry, "recall")
