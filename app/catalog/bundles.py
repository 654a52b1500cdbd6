"""Packs the files of an edition in one archive, and takes them out again."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.content.course import Files

_ALWAYS = (1980, 1, 1, 0, 0, 0)


def pack(files: Files) -> bytes:
    """The files as a ZIP that depends on nothing but their paths and bytes."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(ZipInfo(path, _ALWAYS), files[path], ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(archive: bytes) -> Files:
    """The files of an archive that ``pack`` made."""
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
