"""Pages of a long list."""

from app.shared.paging import Slice, cut


def test_a_page_tells_what_stands_beside_it() -> None:
    assert cut([1, 2, 3], 2, after=False, before=False) == Slice((1, 2), has_previous=False, has_next=True)
    assert cut([3], 2, after=True, before=False) == Slice((3,), has_previous=True, has_next=False)
    assert cut([3, 2, 1], 2, after=False, before=True) == Slice((2, 3), has_previous=True, has_next=True)
    assert cut([2, 1], 2, after=False, before=True) == Slice((1, 2), has_previous=False, has_next=True)
    assert cut([], 2, after=False, before=False) == Slice((), has_previous=False, has_next=False)
