"""index diagnostics: the index of what editions teach is made anew, with the questions of diagnostics in it

``aula courses sync`` writes it again from the editions.
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("DELETE FROM taught_provision")


def downgrade() -> None:
    pass
