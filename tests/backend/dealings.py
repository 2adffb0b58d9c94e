"""A confirmed, submitted plant and a listed provider that could help it: for tests of their dealings."""

from dataclasses import dataclass
from datetime import date, timedelta

from backend import clock
from backend.auth.actor import Actor
from backend.services.providers import consents, engagements, enquiries
from backend.services.providers.consents import NewConsent
from backend.services.providers.engagements import NewEngagement
from backend.services.providers.enquiries import NewEnquiry, Said
from tests.backend import providers
from tests.backend.officials import PROVINCE
from tests.backend.plant import Plant, everything, lowest_for

CAPABILITIES = ("mes", "diagnosis", "network", "data-platform", "erp")


@dataclass
class Dealings:
    """The plant's owner and somebody of the provider, with what they do together."""

    plant: Plant
    vendor: Actor
    vendor_token: str
    provider: str

    def consent(self, *parts: str, days: int = 90) -> str:
        """The owner lets the provider see parts of the plant."""
        until = clock.today() + timedelta(days=days)
        new = NewConsent(self.provider, self.plant.unit_id, parts, until)
        return consents.give(self.plant.database, self.plant.owner, self.plant.firm_id, new)

    def ask(self, capability: str = "mes") -> str:
        """The owner asks the provider."""
        new = NewEnquiry(self.provider, self.plant.unit_id, capability, "想做到工序级报工。")
        return enquiries.ask(
            self.plant.database, self.plant.owner, self.plant.catalogue, self.plant.firm_id, new
        )

    def say(self, who: Actor, enquiry: str, act: str, text: str = "", outcome: str = "") -> None:
        """Do something to an enquiry."""
        enquiries.act(self.plant.database, who, enquiry, Said(act, text, outcome))

    def close(self, capability: str = "mes", outcome: str = "done") -> str:
        """Walk an enquiry from asking to closing."""
        enquiry = self.ask(capability)
        self.say(self.vendor, enquiry, "reply", "可以承接。")
        self.say(self.plant.owner, enquiry, "agree")
        self.say(self.plant.owner, enquiry, "close", outcome=outcome)
        return enquiry

    def diagnosed(self, day: date | None = None) -> str:
        """The provider records that it diagnosed the plant, which has turned to it before."""
        new = NewEngagement(self.plant.firm_id, "diagnosis", day or clock.today())
        return engagements.record_by_provider(self.plant.database, self.vendor, self.provider, new)


def begin(plant: Plant, *, submit: bool = True) -> Dealings:
    """Confirm the plant, submit its form, and enlist a provider of its city."""
    plant.confirm()
    if submit:
        plant.answer(everything(plant.catalogue, lowest_for("dw")))
        plant.submit()
    vendor, token = plant.person("vendor")
    provider = providers.enlist(
        plant.database,
        plant.catalogue,
        vendor,
        PROVINCE,
        capabilities=CAPABILITIES,
        areas=("330100",),
        county="330109",
    )
    return Dealings(plant, vendor, token, provider)
