"""HTML in, PDF out: a program of its own, so that one document that takes too long can be ended, and nothing it does
touches the desk. Run by `core.printing.pdf`; knows nothing of ours. Exit codes: 3 the library is missing, 4 the system
lacks what it draws with."""

import sys

MISSING, LACKING = 3, 4
MEMORY = 2 * 2**30
"""Bytes of address space."""


def main() -> int:
    """Read a page from standard input; with `--check` only try whether it could be done."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except ImportError:
        return MISSING
    except OSError as error:  # Pango or one of its companions cannot be loaded
        print(str(error).splitlines()[0], file=sys.stderr)
        return LACKING

    class Nothing(URLFetcher):  # type: ignore[misc]
        """Nothing is fetched: everything a sheet needs stands in it."""

        def fetch(self, url: str, headers: object = None) -> object:
            raise ValueError(f"{url[:200]} is not fetched")

    if "--check" in sys.argv:
        return 0
    _limit()
    page = sys.stdin.buffer.read().decode("utf-8")
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=Nothing()).write_pdf(pdf_tags=True))
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no limits on this system; the time limit of whoever called still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    sys.exit(main())
