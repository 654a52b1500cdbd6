"""append only: the database refuses to change what must stay as it was"""

from alembic import op

revision = "0002"
down_revision = "0001"

KEPT_WHOLE = ("act", "audit_entry", "bundle", "credential_document", "programme_edition")
KEPT_IN_PART = {
    "credential": ("folio", "enrolment_id", "person_id", "facts", "seal", "issued_at"),
    "edition": ("course_id", "number", "bundle_digest", "title", "published_at"),
    "attempt": (
        "enrolment_id",
        "edition_id",
        "quiz_key",
        "number",
        "seed",
        "draw",
        "pass_mark",
        "max_attempts",
        "wait_minutes",
        "started_at",
        "deadline_at",
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% keeps its rows as they are', TG_TABLE_NAME "
            "USING ERRCODE = 'restrict_violation'; END $$"
        )
    for table in KEPT_WHOLE:
        _refuse(table, "UPDATE", f"{table}_is_not_updated")
    for table, columns in KEPT_IN_PART.items():
        _refuse(table, f"UPDATE OF {', '.join(columns)}", f"{table}_keeps_its_facts")
    for table in (*KEPT_WHOLE, "credential"):
        _refuse(table, "DELETE", f"{table}_is_not_deleted")


def downgrade() -> None:
    tables = {
        **{f"{table}_is_not_updated": table for table in KEPT_WHOLE},
        **{f"{table}_keeps_its_facts": table for table in KEPT_IN_PART},
        **{f"{table}_is_not_deleted": table for table in (*KEPT_WHOLE, "credential")},
    }
    postgresql = op.get_bind().dialect.name == "postgresql"
    for trigger, table in tables.items():
        op.execute(f"DROP TRIGGER {trigger}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION refuse_change()")


def _refuse(table: str, event: str, trigger: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps its rows as they are'); END"
        )
