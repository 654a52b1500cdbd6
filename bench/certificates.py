"""A certificate's PDF beside WeasyPrint's own time on one line with the same fonts."""

import subprocess
import sys
from time import process_time

REPEATS = 12


def certificate_times() -> tuple[float, float]:
    """CPU ms of one certificate, and of one line with the certificate's fonts, in a process of its own."""
    answer = subprocess.run([sys.executable, "-m", "bench.certificates"], check=True, capture_output=True, text=True)
    certificate, line = answer.stdout.split()
    return float(certificate), float(line)


def main() -> None:
    """Print both times."""
    from weasyprint import HTML

    from app.credentials.document import render_pdf
    from tests.credentials.samples import certificate as sample

    certificate = sample()
    line = HTML(string='<html lang="es"><title>Línea</title><p>Una línea con ñ</p>')
    for render in (lambda: render_pdf(certificate), lambda: line.write_pdf(pdf_variant="pdf/ua-1")):
        render()
        started = process_time()
        for _ in range(REPEATS):
            render()
        print((process_time() - started) / REPEATS * 1000)


if __name__ == "__main__":
    main()
