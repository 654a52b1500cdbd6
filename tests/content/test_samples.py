"""The samples are sound: what a test finds in a broken copy, it broke itself."""

from app.content.check import check_library
from app.content.programme import parse_programme
from tests.content.samples import COURSE, PROGRAMME, everything_found, sound_course


def test_the_sample_course_has_no_findings():
    assert [str(finding) for finding in everything_found(COURSE)] == []


def test_the_sample_programme_has_no_findings():
    assert parse_programme(PROGRAMME)[1] == ()


def test_the_sample_library_has_no_findings():
    assert check_library([sound_course()]) == ()
