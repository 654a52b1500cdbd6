"""taught provisions: which provisions of law each edition teaches, and where"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KINDS = ("curso", "unidad", "leccion", "comprobacion", "reactivo")


def upgrade() -> None:
    op.create_table(
        "taught_provision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("norm", sa.String(length=60), nullable=False),
        sa.Column("article", sa.String(length=60), nullable=False),
        sa.Column("fraction", sa.Text(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_taught_provision_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_provision")),
    )
    op.create_index(op.f("ix_taught_provision_edition_id"), "taught_provision", ["edition_id"])
    op.create_index("ix_taught_provision_norm_article", "taught_provision", ["norm", "article"])


def downgrade() -> None:
    op.drop_index("ix_taught_provision_norm_article", table_name="taught_provision")
    op.drop_index(op.f("ix_taught_provision_edition_id"), table_name="taught_provision")
    op.drop_table("taught_provision")
