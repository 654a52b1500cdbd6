"""What the credentials room does when a lower room acts, in the same transaction."""

from sqlalchemy.orm import Session

from app.credentials.issuer import remember
from app.credentials.operations import issue
from app.enrolment.models import Enrolment
from app.record.models import Act, Verb
from app.record.signals import acted
from app.shared.settings import Settings


def connect(settings: Settings) -> None:
    """Listen; called once by the factory."""
    remember(settings)
    acted.connect(on_act)


def on_act(session: Session, act: Act) -> None:
    """Who is accredited gets the certificate, or the accreditation does not happen either."""
    if act.verb is Verb.ACCREDITED:
        issue(session, session.get_one(Enrolment, act.enrolment_id), now=act.at)
