"""Serve a scratch desk, or the floor beside it: a process of its own that says its port and stops at SIGTERM.

    python -m benchmarks.serve ours|floor MANIFEST
"""

import logging
import signal
import sys
from pathlib import Path

from waitress import create_server

from benchmarks.large import Large
from core.commands.serving import share_one_heap

THREADS = 8


def main() -> None:
    which, manifest = sys.argv[1:3]
    large = Large.load(Path(manifest))
    share_one_heap()
    if which == "ours":
        from core.site import create_site

        app = create_site(large.desk())
    else:
        from benchmarks.floor import create_floor

        app = create_floor(large)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main()
