"""The index of what editions teach: written once for each, since an edition never changes."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.catalog.models import Course, Edition, TaughtProvision
from app.catalog.published import course_content
from app.content import model
from app.content.provisions import provisions_of


def index_edition(session: Session, edition_id: int, content: model.Course) -> None:
    """Write down which provisions an edition teaches, and where."""
    rows = [
        {
            "edition_id": edition_id,
            "norm": taught.citation.norm,
            "article": taught.citation.article,
            "fraction": taught.citation.fraction,
            "kind": taught.place.kind,
            "key": taught.place.key,
            "title": taught.place.title,
            "path": taught.place.path,
            "line": taught.place.line,
            "declared": taught.declared,
        }
        for taught in provisions_of(content)
    ]
    if rows:
        session.execute(insert(TaughtProvision), rows)


def index_editions(session: Session) -> int:
    """Index the editions that are not in it yet, such as those published before there was one; how many."""
    missing = session.execute(
        select(Edition.id, Course.slug, Edition.bundle_digest)
        .join(Course, Course.id == Edition.course_id)
        .where(~select(TaughtProvision.id).where(TaughtProvision.edition_id == Edition.id).exists())
    ).all()
    for row in missing:
        index_edition(session, row.id, course_content(session, row.slug, row.bundle_digest))
    return len(missing)
