"""gain tally: scores before and after a course, of who answered both forms of its diagnostic

With an index of all enrolments of a person in a course, cancelled ones too: whether it is too late for the first form.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "gain_tally",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("n_people", sa.Integer(), nullable=False),
        sa.Column("sum_before", sa.BigInteger(), nullable=False),
        sa.Column("sum_after", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_gain_tally_course_id_course")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_gain_tally_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("course_id", "organisation_id", "month", name=op.f("pk_gain_tally")),
    )
    op.create_index("ix_enrolment_person_id_course_id", "enrolment", ["person_id", "course_id"])


def downgrade() -> None:
    op.drop_index("ix_enrolment_person_id_course_id", table_name="enrolment")
    op.drop_table("gain_tally")
