"""what a form is filled for: recognition, review or a check of oneself

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give every form a purpose; until now there was only one instrument, which makes no difference."""
    purpose = sa.Column("purpose", sa.String(length=12), nullable=False, server_default="self_check")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.add_column(purpose)
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.alter_column("purpose", existing_type=sa.String(length=12), server_default=None)
