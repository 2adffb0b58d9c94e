"""for advice: actions decided on, incentives, providers, comparison tables, kinds of firms, honesty checks

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add tables and columns."""
    op.create_table(
        "demand_board",
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("questionnaire", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("worked_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_demand_board")),
    )
    op.create_table(
        "demand_figure",
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("capability", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("oldest", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "code", "capability", name=op.f("pk_demand_figure")),
    )
    with op.batch_alter_table("demand_figure", schema=None) as batch_op:
        batch_op.create_index("ix_demand_figure_capability", ["scope", "capability", "code"], unique=False)

    op.create_table(
        "benchmark",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("firms", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.String(length=20), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_benchmark_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benchmark")),
    )
    with op.batch_alter_table("benchmark", schema=None) as batch_op:
        batch_op.create_index("ix_benchmark_newest", ["questionnaire", "as_of"], unique=True)

    op.create_table(
        "incentive",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("measure", sa.String(length=300), nullable=False),
        sa.Column("document", sa.String(length=150), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("entered_by", sa.String(length=20), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_incentive_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incentive")),
    )
    with op.batch_alter_table("incentive", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incentive_area"), ["area"], unique=False)

    op.create_table(
        "kind_model",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("data_digest", sa.String(length=64), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_kind_model_created_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_kind_model_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind_model")),
    )
    with op.batch_alter_table("kind_model", schema=None) as batch_op:
        batch_op.create_index("ix_kind_model_state", ["questionnaire", "state", "created_at"], unique=False)

    op.create_table(
        "provider",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("sort_key", sa.String(length=200), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("busy", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_provider_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_provider_credit_code")),
    )
    with op.batch_alter_table("provider", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_name_key"), ["name_key"], unique=False)
        batch_op.create_index("ix_provider_state", ["state", "sort_key", "id"], unique=False)

    op.create_table(
        "benchmark_basis",
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("family", sa.String(length=12), nullable=False),
        sa.Column("snapshot_id", sa.String(length=20), nullable=False),
        sa.Column("layout", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["benchmark.id"], name=op.f("fk_benchmark_basis_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("questionnaire", "family", name=op.f("pk_benchmark_basis")),
    )
    op.create_table(
        "benchmark_cell",
        sa.Column("snapshot_id", sa.String(length=20), nullable=False),
        sa.Column("family", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Date(), nullable=False),
        sa.Column("newest", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["benchmark.id"], name=op.f("fk_benchmark_cell_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "family", "key", name=op.f("pk_benchmark_cell")),
    )
    op.create_table(
        "provider_act",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_provider_act_account_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_act_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_act")),
    )
    with op.batch_alter_table("provider_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_act_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "provider_case",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("customer", sa.String(length=100), nullable=False),
        sa.Column("customer_agreed", sa.Boolean(), nullable=False),
        sa.Column("capability", sa.String(length=40), nullable=False),
        sa.Column("industry", sa.String(length=4), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("evidence_date", sa.Date(), nullable=False),
        sa.Column("added_by", sa.String(length=20), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_provider_case_added_by")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_case_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_case")),
    )
    with op.batch_alter_table("provider_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_case_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "provider_grade",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("notice", sa.String(length=100), nullable=False),
        sa.Column("import_id", sa.String(length=20), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name=op.f("fk_provider_grade_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_grade")),
    )
    with op.batch_alter_table("provider_grade", schema=None) as batch_op:
        batch_op.create_index("ix_provider_grade_code", ["credit_code", "year"], unique=False)
        batch_op.create_index(batch_op.f("ix_provider_grade_name_key"), ["name_key"], unique=False)
        batch_op.create_index("ix_provider_grade_year", ["year", "name_key", "id"], unique=False)

    op.create_table(
        "provider_member",
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_provider_member_account_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_member_provider_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "provider_id", name=op.f("pk_provider_member")),
    )
    with op.batch_alter_table("provider_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_member_provider_id"), ["provider_id"], unique=False)

    op.create_table(
        "provider_offer",
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("axis", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_provider_offer_provider_id")),
        sa.PrimaryKeyConstraint("provider_id", "axis", "value", name=op.f("pk_provider_offer")),
    )
    with op.batch_alter_table("provider_offer", schema=None) as batch_op:
        batch_op.create_index("ix_provider_offer_axis", ["axis", "value", "provider_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("firm_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("parts", sa.String(length=200), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=20), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=20), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_consent_firm_id")),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_consent_given_by")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_consent_provider_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_consent_unit_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_consent_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_firm_id"), ["firm_id"], unique=False)
        batch_op.create_index("ix_consent_provider", ["provider_id", "until"], unique=False)

    op.create_table(
        "engagement",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("firm_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contradicted_by", sa.String(length=20), nullable=True),
        sa.Column("contradicted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contradiction", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["contradicted_by"], ["account.id"], name=op.f("fk_engagement_contradicted_by")
        ),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_engagement_firm_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_engagement_provider_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_engagement_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_engagement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_engagement_firm_id"), ["firm_id"], unique=False)
        batch_op.create_index("ix_engagement_pair", ["provider_id", "firm_id", "kind"], unique=False)

    op.create_table(
        "enquiry",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("firm_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=20), nullable=False),
        sa.Column("capability", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_enquiry_asked_by")),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_enquiry_firm_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_enquiry_provider_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_enquiry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
    )
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enquiry_firm_id"), ["firm_id"], unique=False)
        batch_op.create_index("ix_enquiry_provider", ["provider_id", "state", "asked_at"], unique=False)

    op.create_table(
        "consent_access",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("consent_id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_access_account_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_access_consent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_access")),
    )
    with op.batch_alter_table("consent_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_access_consent_id"), ["consent_id"], unique=False)

    op.create_table(
        "enquiry_message",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("enquiry_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_enquiry_message_account_id")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_enquiry_message_enquiry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_message")),
    )
    with op.batch_alter_table("enquiry_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enquiry_message_enquiry_id"), ["enquiry_id"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("enquiry_id", sa.String(length=20), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("kept", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_feedback_account_id")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_feedback_enquiry_id")),
        sa.PrimaryKeyConstraint("enquiry_id", "side", name=op.f("pk_feedback")),
    )
    op.create_table(
        "integrity_note",
        sa.Column("assessment_id", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.String(length=20), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_integrity_note_assessment_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_integrity_note_author_id")),
        sa.PrimaryKeyConstraint("assessment_id", "key", name=op.f("pk_integrity_note")),
    )
    op.create_table(
        "answer_trace",
        sa.Column("trace", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_answer_trace_submission_id")
        ),
        sa.PrimaryKeyConstraint("trace", "submission_id", name=op.f("pk_answer_trace")),
    )
    with op.batch_alter_table("answer_trace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_trace_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("submission_id", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_decision_submission_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_decision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint(
            "unit_id", "questionnaire", "action", name=op.f("uq_decision_unit_id_questionnaire_action")
        ),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "integrity_hint",
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_integrity_hint_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "key", name=op.f("pk_integrity_hint")),
    )
    op.create_table(
        "kind_count",
        sa.Column("model_id", sa.String(length=20), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("nearest_submission", sa.String(length=20), nullable=False),
        sa.Column("nearest_distance", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["kind_model.id"], name=op.f("fk_kind_count_model_id")),
        sa.ForeignKeyConstraint(
            ["nearest_submission"], ["submission.id"], name=op.f("fk_kind_count_nearest_submission")
        ),
        sa.PrimaryKeyConstraint("model_id", "county", "kind", name=op.f("pk_kind_count")),
    )
    op.create_table(
        "decision_act",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("decision_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_decision_act_account_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_act_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_act")),
    )
    with op.batch_alter_table("decision_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_act_decision_id"), ["decision_id"], unique=False)

    with op.batch_alter_table("site_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provider_id", sa.String(length=20), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_site_check_provider_id"), "provider", ["provider_id"], ["id"]
        )
