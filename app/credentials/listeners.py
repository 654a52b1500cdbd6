"""What the credentials room does when a lower room acts, in the same transaction."""

from sqlalchemy.orm import Session

from app.credentials.office import office
from app.credentials.operations import issue
from app.enrolment.models import Enrolment
from app.record.models import Act, Verb
from app.record.signals import acted


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    acted.connect(on_act)


def on_act(session: Session, act: Act) -> None:
    """Who is accredited gets the certificate, or the accreditation does not happen either."""
    if act.verb is Verb.ACCREDITED:
        issue(session, session.get_one(Enrolment, act.enrolment_id), office=office(), now=act.at)
