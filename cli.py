"""The command `shouhou`: makes sure that it runs its own code, then hands over to the commands."""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXIT_CONFIGURATION = 3


def stranger() -> str:
    """The package of ours that another one of the same name hides, and where that one lies; '' if none is."""
    core = importlib.util.find_spec("core")
    if core is None or core.origin is None or Path(core.origin).resolve().parent != HERE / "core":
        return f"core ({core.origin if core else 'not found'})"
    plugins = importlib.util.find_spec("plugins")
    places = [Path(each).resolve() for each in (plugins.submodule_search_locations or ())] if plugins else []
    return "" if HERE / "plugins" in places else f"plugins ({', '.join(map(str, places)) or 'not found'})"


def main() -> None:
    """Run the command line; the entry point of the distribution."""
    if found := stranger():
        print(f"shouhou: another package stands in the place of {found}; it should lie in {HERE}. "
              "Use an environment of its own for shouhou.", file=sys.stderr)
        raise SystemExit(EXIT_CONFIGURATION)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese still shows the rest
    from core.commands import shouhou

    shouhou(prog_name="shouhou")


if __name__ == "__main__":
    main()
