"""facts of firms and of units apart; the investment ledger

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Facts about a project, workshop or plant. What was stated of any other fact is about the firm from now on.
UNIT_FACTS = (
    "investment",
    "project_start",
    "project_done",
    "project_kind",
    "maturity_level",
    "scenes_built",
    "scenes_with_ai",
    "links_covered",
)


def upgrade() -> None:
    """Name the firm of every statement, take the unit from what is about the firm, and add the ledger."""
    with op.batch_alter_table("fact_value", schema=None) as batch_op:
        batch_op.add_column(sa.Column("firm_id", sa.String(length=20), nullable=True))
    _move_statements()
    with op.batch_alter_table("fact_value", schema=None) as batch_op:
        batch_op.alter_column("firm_id", existing_type=sa.String(length=20), nullable=False)
        batch_op.create_foreign_key(batch_op.f("fk_fact_value_firm_id"), "firm", ["firm_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_fact_value_firm_id"), ["firm_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("invoice", sa.String(length=60), nullable=False),
        sa.Column("supplier", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("stated_by", sa.String(length=20), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stated_by"], ["account.id"], name=op.f("fk_ledger_entry_stated_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_ledger_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("row_id", "revision", name=op.f("uq_ledger_entry_row_id_revision")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_unit_id"), ["unit_id"], unique=False)


def _move_statements() -> None:
    stated = sa.table(
        "fact_value", sa.column("firm_id"), sa.column("unit_id"), sa.column("fact", sa.String())
    )
    unit = sa.table("unit", sa.column("id"), sa.column("firm_id"))
    firm_of_unit = sa.select(unit.c.firm_id).where(unit.c.id == stated.c.unit_id).scalar_subquery()
    op.execute(sa.update(stated).values(firm_id=firm_of_unit))
    with op.batch_alter_table("fact_value", schema=None) as batch_op:
        batch_op.alter_column("unit_id", existing_type=sa.String(length=20), nullable=True)
    op.execute(sa.update(stated).where(stated.c.fact.not_in(UNIT_FACTS)).values(unit_id=None))
