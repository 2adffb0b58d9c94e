"""Citations as links: which document and clause a criterion comes from."""

from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.policy import Clause, Policy
from backend.web.language import _

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Cited:
    """A clause as the page names it: `label` is the document's number (or title) and the clause's number."""

    label: str
    href: str
    title: str


def cite(catalogue: Catalogue, citation: str) -> Cited:
    """The link for `policy-id#clause-id`; the catalogue's checks have made sure that it leads somewhere."""
    policy, clause = catalogue.clause(citation)
    return Cited(
        label=f"{policy_label(policy)} {clause_label(clause)}".strip(),
        href=f"/method/policies/{policy.id}#{clause.id}",
        title=zh(policy.title),
    )


def policy_label(policy: Policy) -> str:
    """The document's number, or its title where the number is not known."""
    return policy.number if policy.number != UNKNOWN else zh(policy.title)


def clause_label(clause: Clause) -> str:
    """The clause's printed number, or nothing where it is not known."""
    return clause.number if clause.number != UNKNOWN else ""


def known(value: object) -> str:
    """A text that may be `unknown`, in the reader's words."""
    return _("未读到") if value == UNKNOWN else str(value)
