"""for officials: imports, official figures, rounds, review, audit, snapshots, candidates and scenarios

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add tables and columns; the summary gets a longer key and is counted anew at the next start."""
    op.drop_table("coverage")
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_area"), ["area"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("slice", sa.String(length=100), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("measure", sa.String(length=110), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slice", "county", "questionnaire", "measure", name=op.f("pk_coverage")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "coverage_cluster",
        sa.Column("industry", sa.String(length=4), nullable=False),
        sa.Column("cluster", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("industry", "cluster", name=op.f("pk_coverage_cluster")),
    )
    op.create_table(
        "report_trace",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_trace")),
    )
    with op.batch_alter_table("report_trace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_trace_address"), ["address"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("to_region", sa.String(length=6), nullable=False),
        sa.Column("entitlement", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_delegation_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_to_region"), ["to_region"], unique=False)

    op.create_table(
        "import_job",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_import_job_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_job_area"), ["area"], unique=False)

    op.create_table(
        "publicity",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=300), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_publicity_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
    )
    with op.batch_alter_table("publicity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publicity_area"), ["area"], unique=False)

    op.create_table(
        "scenario",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_scenario_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
    )
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scenario_account_id"), ["account_id"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("published_by", sa.String(length=20), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_snapshot_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "area_figure",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=30), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("import_id", sa.String(length=20), nullable=True),
        sa.Column("entered_by", sa.String(length=20), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_area_figure_entered_by")),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name=op.f("fk_area_figure_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_figure")),
    )
    with op.batch_alter_table("area_figure", schema=None) as batch_op:
        batch_op.create_index(
            "ix_area_figure_kind_indicator_area", ["kind", "indicator", "area"], unique=False
        )

    op.create_table(
        "import_line",
        sa.Column("import_id", sa.String(length=20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("planned", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name=op.f("fk_import_line_import_id")),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_line")),
    )
    with op.batch_alter_table("import_line", schema=None) as batch_op:
        batch_op.create_index("ix_import_line_key", ["import_id", "key"], unique=False)
        batch_op.create_index("ix_import_line_outcome", ["import_id", "outcome", "line"], unique=False)
        batch_op.create_index("ix_import_line_planned", ["import_id", "planned", "line"], unique=False)

    op.create_table(
        "scale_flag",
        sa.Column("firm_id", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("above_scale", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("import_id", sa.String(length=20), nullable=True),
        sa.Column("entered_by", sa.String(length=20), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_scale_flag_entered_by")),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_scale_flag_firm_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_job.id"], name=op.f("fk_scale_flag_import_id")),
        sa.PrimaryKeyConstraint("firm_id", "year", name=op.f("pk_scale_flag")),
    )
    op.create_table(
        "snapshot_count",
        sa.Column("snapshot_id", sa.String(length=20), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("measure", sa.String(length=110), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_snapshot_count_snapshot_id")),
        sa.PrimaryKeyConstraint(
            "snapshot_id", "county", "questionnaire", "measure", name=op.f("pk_snapshot_count")
        ),
    )
    op.create_table(
        "round_unit",
        sa.Column("round_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("invited_by", sa.String(length=20), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name=op.f("fk_round_unit_invited_by")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_unit_round_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_round_unit_unit_id")),
        sa.PrimaryKeyConstraint("round_id", "unit_id", name=op.f("pk_round_unit")),
    )
    with op.batch_alter_table("round_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "candidate",
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("call", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("industry", sa.String(length=4), nullable=False),
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.Column("eligibility", sa.String(length=10), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("items_open", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_candidate_submission_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_candidate_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "call", "level", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_candidate_list",
            ["call", "level", "county", "state", "missing", "opened", "unit_id"],
            unique=False,
        )
        batch_op.create_index("ix_candidate_rules", ["questionnaire", "rules"], unique=False)
        batch_op.create_index(
            "ix_candidate_whole",
            ["call", "level", "state", "missing", "opened", "county", "unit_id"],
            unique=False,
        )

    op.create_table(
        "objection",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("publicity_id", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.String(length=20), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_objection_answered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id")),
        sa.ForeignKeyConstraint(["publicity_id"], ["publicity.id"], name=op.f("fk_objection_publicity_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_objection_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_publicity_id"), ["publicity_id"], unique=False)

    op.create_table(
        "publicity_line",
        sa.Column("publicity_id", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["publicity_id"], ["publicity.id"], name=op.f("fk_publicity_line_publicity_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_publicity_line_submission_id")
        ),
        sa.PrimaryKeyConstraint("publicity_id", "submission_id", name=op.f("pk_publicity_line")),
    )
    op.create_table(
        "review",
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("chain", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("verified_level", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_review_submission_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_review_unit_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_county_step", ["county", "state", "step"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "ix_review_waiting", ["state", "since", "submission_id", "county"], unique=False
        )

    op.create_table(
        "review_act",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("account_id", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_act_account_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_review_act_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_act")),
    )
    with op.batch_alter_table("review_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_act_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "round_standing",
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("round_id", sa.String(length=20), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.Column("certain", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_standing_round_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_round_standing_submission_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_round_standing_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "round_id", "questionnaire", name=op.f("pk_round_standing")),
    )
    op.create_table(
        "site_check",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("experts", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.String(length=500), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("recorded_by", sa.String(length=20), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_site_check_recorded_by")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_site_check_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_check")),
    )
    with op.batch_alter_table("site_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_check_submission_id"), ["submission_id"], unique=False)

    with op.batch_alter_table("draft_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carried_from", sa.String(length=20), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_draft_answer_carried_from"), "submission", ["carried_from"], ["id"]
        )

    with op.batch_alter_table("fact_value", schema=None) as batch_op:
        batch_op.create_index("ix_fact_value_fact_firm_id", ["fact", "firm_id"], unique=False)

    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.add_column(sa.Column("size", sa.String(length=10), server_default="", nullable=False))
        batch_op.add_column(sa.Column("above_scale", sa.Boolean(), nullable=True))

    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("coverage_key", sa.String(length=64), server_default="", nullable=False)
        )

    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holder_key", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("end_derived", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("renewal", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
        batch_op.add_column(sa.Column("object", sa.String(length=10), server_default="firm", nullable=False))
        batch_op.add_column(sa.Column("project", sa.String(length=100), server_default="", nullable=False))
        batch_op.add_column(sa.Column("credit_code", sa.String(length=18), server_default="", nullable=False))
        batch_op.add_column(sa.Column("matched_by", sa.String(length=10), server_default="", nullable=False))
        batch_op.add_column(sa.Column("import_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("entered_by", sa.String(length=20), nullable=True))
        batch_op.create_index("ix_recognition_credit_code_kind", ["credit_code", "kind"], unique=False)
        batch_op.create_index("ix_recognition_end", ["end"], unique=False)
        batch_op.create_index(
            "ix_recognition_holder_key_county_kind", ["holder_key", "county", "kind"], unique=False
        )
        batch_op.create_index("ix_recognition_start", ["start", "id"], unique=False)
        batch_op.create_index("ix_recognition_unit_id_kind", ["unit_id", "kind"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_recognition_import_id"), "import_job", ["import_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_recognition_entered_by"), "account", ["entered_by"], ["id"]
        )

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("region", sa.String(length=6), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("questionnaire", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("purpose", sa.String(length=12), server_default="", nullable=False))
        batch_op.add_column(sa.Column("note", sa.String(length=500), server_default="", nullable=False))
        batch_op.add_column(sa.Column("first_closes_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("created_by", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_round_region"), ["region"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_round_created_by"), "account", ["created_by"], ["id"])

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("park", sa.String(length=60), server_default="", nullable=False))
