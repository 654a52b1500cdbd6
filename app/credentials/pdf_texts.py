"""Reads what a PDF from outside says of itself. Run as a program of its own, so that a malicious file harms nobody.

Takes the file on standard input; prints its title, subject, keywords and the text of its first two pages.
"""

import io
import logging
import resource
import sys
from collections.abc import Mapping
from itertools import islice

MAX_BYTES_IN_MEMORY = 768 * 1024 * 1024
MAX_CPU_SECONDS = 5
N_PAGES = 2
MAX_CHARS = 20_000
MAX_METADATA_CHARS = 1_000
MAX_BYTES_TOLD = 256 * 1024
"""What this program may print: more than every text at its longest, in UTF-8."""


def texts_of(content: bytes) -> str:
    """The words of a PDF where a folio would stand. Raises anything for a file that pypdf cannot read."""
    from pypdf import PdfReader  # noqa: PLC0415 -- slow import

    reader = PdfReader(io.BytesIO(content), strict=False)
    told: Mapping[str, object] = reader.metadata or {}
    found = [str(told[key])[:MAX_METADATA_CHARS] for key in ("/Title", "/Subject", "/Keywords") if key in told]
    found += [page.extract_text()[:MAX_CHARS] for page in islice(reader.pages, N_PAGES)]
    return "\n".join(found)


def main() -> None:
    """Read standard input within limits of time and memory."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES_IN_MEMORY, MAX_BYTES_IN_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_BYTES_TOLD, MAX_BYTES_TOLD))
    logging.disable(logging.CRITICAL)
    sys.stdout.buffer.write(texts_of(sys.stdin.buffer.read()).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
