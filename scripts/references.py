#!/usr/bin/env python3
"""Write the reference pages that follow from the code: `python scripts/references.py`, which is `make docs`.

`pages()` gives each page's path and text; a test compares them with what is committed.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from dataclasses import fields
from enum import EnumMeta
from pathlib import Path
from types import FunctionType, ModuleType

ROOT = Path(__file__).resolve().parent.parent
for place in (ROOT, ROOT / "scripts"):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

import commands_page  # noqa: E402
import rest_page  # noqa: E402

from core import hookspecs, sdk  # noqa: E402
from core.app import Desk  # noqa: E402
from core.config import Config  # noqa: E402
from core.domain.check import coverage  # noqa: E402
from core.domain.policies import Clause, PolicyFile  # noqa: E402
from core.domain.registry import Registry  # noqa: E402
from core.domain.terms import OPTIONAL, REQUIRED, written  # noqa: E402
from core.sdk import channels, imports  # noqa: E402
from core.translation import Translator  # noqa: E402

RUNNING = ("tables", "services", "web", "rest", "commands", "jobs", "files")
"""Parts of the facade for what a plugin does while a desk runs, in the order one needs them."""

WRITTEN = "<!-- Written by scripts/references.py from {source}; `make docs` writes it again. -->\n"

ENTRIES = {
    "business": "Name of the business, shown on every page.",
    "data": "Folder of the database, the uploaded files and the key that signs forms. Counts from this file.",
    "database": "Address of the database. Without one: SQLite, the file `desk.db` in the data folder. A PostgreSQL is "
                "written `postgresql://user:password@host/name`.",
    "plugins": "Names of the plugins to use. Without the entry: every plugin that is found.",
    "extra_plugins": "Dotted paths of further plugins, looked for on Python's path and in the folder the command "
                     "is run in. Where `plugins` is given, the last part of the path must stand there too.",
    "plugin_folders": "Further folders with a `plugins/` of your own. Count from this file; the folder of the file "
                      "itself is always one.",
    "policies": "Regulations in force, in order: the first that says something wins. Each is an id, or a table "
                "`{ policy = \"industry/name\", where = { \"Form.field\" = \"option\" } }` that holds only for cases "
                "with that answer when they are opened.",
    "zone": "Time zone of the business, by its name in the IANA database. Days and hours are counted in it.",
    "hosts": "Host names that the pages answer to; a request for another one is refused.",
    "largest_upload": "Largest upload, in bytes.",
    "warn_before": "Hours before a deadline at which the desk warns.",
    "secure_cookies": "Send the log-in cookie over https only. Set it as soon as there is TLS in front of the desk.",
    "session_idle_minutes": "Minutes without use after which a log-in ends; the longest one lasts is twelve hours.",
    "secret_file": "File with the key that signs forms, at least 32 bytes and readable by the desk's user alone. "
                   "Without it: `web.key` in the data folder, made at first start. `SHOUHOU_SECRET` goes before both.",
    "proxies": "How many front servers stand before the desk. Only as many are believed about the caller's address "
               "and about https; with 0, nobody is.",
    "log_format": "`text`, or `json` for one object a line.",
    "security_contact": "Where to report weaknesses (`mailto:`, `https:`, `tel:`), in `/.well-known/security.txt`.",
    "api_per_minute": "Requests a token may make in a minute, counted by each serving process.",
    "webhook_networks": "Networks inside which webhooks may be sent beside public addresses, as CIDR: "
                        "`[\"10.1.0.0/16\"]`. Every other private, local or reserved address is refused.",
    "exports_kept_hours": "Hours for which a finished export can be fetched by whoever asked for it; then the file is "
                          "deleted.",
    "portal_link_days": "Days for which a link leads a customer to their case, and again as many after the case has "
                        "ended (1 to 366). See [the customer's page](../integrators/customers-page.md).",
    "service_phone": "Telephone number shown on the customer's pages.",
    "metrics_token_file": "File with a token (at least 16 characters) that may read `/metrics` besides tokens of "
                          "accounts; it is good also while the database is away. Counts from this file.",
    "photo_consent": "Whether customers are asked before photos and films of theirs are kept: `ask` (the case says "
                     "that consent is missing), `require` (no upload without it), `off`.",
    "retention": "Table of how long personal data are kept: `cases`, `imports`, `sessions`, `accesses`, each a length "
                 "such as `\"3 years\"`. What is not in it is not erased by itself. See [personal data]"
                 "(../integrators/privacy.md).",
    "public_address": "Address at which people open the desk, such as `https://desk.example.com`; links in mail begin "
                      "with it. Without it mail has no links.",
    "mail_host": "Mail server (SMTP) by which people are told of things. Without it they are told in the desk only.",
    "mail_port": "Its port; 0 stands for 587 with `starttls`, 465 with `tls`, 25 with `none`.",
    "mail_security": "`starttls`, `tls` (encrypted from the beginning), or `none`, which is for a server on this "
                     "machine.",
    "mail_unencrypted": "Allows `mail_security = \"none\"` to other machines as well. Letters can then be read on the "
                        "way; there is no logging in.",
    "mail_login": "Account on the mail server, where it wants one.",
    "mail_password_file": "File with its password, readable by the desk's user alone. Counts from this file. "
                          "`SHOUHOU_MAIL_PASSWORD` goes before it.",
    "mail_authority_file": "Certificate (PEM) of an authority of your own that certifies the mail server, beside those "
                           "the system knows. Counts from this file.",
    "mail_from": "Address from which mail comes, such as `desk@example.com`.",
    "demo": "Marks the demo business, whose passwords are public. Written by `shouhou demo`; never set it yourself.",
}
"""What each entry of `shouhou.toml` is; one without a sentence here stops the script."""

ENVIRONMENT = {
    "SHOUHOU_CONFIG": "Path of the configuration file, where `--config` is not given.",
    "SHOUHOU_DATABASE": "Address of the database; goes before `database`, so that a password need not "
                        "stand in the file.",
    "SHOUHOU_SECRET": "Key that signs forms, at least 32 bytes; goes before `secret_file` and the data folder's key.",
    "SHOUHOU_MAIL_PASSWORD": "Password of the mail account; goes before `mail_password_file`.",
    "SHOUHOU_BIND": "Address and port on which gunicorn listens, with `core.operating.gunicorn`.",
    "SHOUHOU_LANGUAGE": "Language of the command line, `zh` or `en`, where `--language` is not given; else it follows "
                        "`LC_ALL`, `LC_MESSAGES`, `LANG`.",
    "SHOUHOU_AS": "Log-in of the account that commands act as, where `--as` is not given.",
    "SHOUHOU_TEST_POSTGRES": "For tests: a PostgreSQL to use instead of the bundled one; its user may create "
                             "databases.",
}
"""What each variable of the environment is."""


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    return {ROOT / "docs/plugin-developers/hooks.md": hooks_page(),
            ROOT / "docs/plugin-developers/sdk.md": sdk_page(),
            ROOT / "docs/reference/commands.md": commands_page.page(WRITTEN.format(source="core/commands")),
            ROOT / "docs/reference/policies.md": policies_page(),
            ROOT / "docs/reference/rest.md": rest_page.page(WRITTEN.format(source="core/rest"), _industries(),
                                                            Translator("en")),
            ROOT / "docs/reference/settings.md": settings_page()}


def hooks_page() -> str:
    lines = [WRITTEN.format(source="core/hookspecs.py"), "# Hooks", "", inspect.cleandoc(hookspecs.__doc__ or ""),
             "", "A module that holds an `Industry` needs none of this: the manifest implements every hook from what",
             "the industry declares and from its folder. A plugin that is something else marks its functions:", "",
             "```python", "from core.hookspecs import hookimpl", "", "", "@hookimpl", "def register_translations():",
             '    return Path(__file__).parent / "locale"', "```", "",
             "A hook that raises, a misspelt hook, or one with an argument that the specification lacks leaves its",
             "plugin out; the desk starts without it and `shouhou plugin list` says why."]
    for name, hook in vars(hookspecs).items():
        if isinstance(hook, FunctionType) and hasattr(hook, f"{hookspecs.PROJECT}_spec"):
            returns = str(inspect.signature(hook).return_annotation).removeprefix("<class '").removesuffix("'>")
            told = "\n".join(_docstring(inspect.getdoc(hook) or "")).replace("\n\n\n", "\n\n")
            lines += ["", f"## `{name}() -> {returns.rpartition('.')[2]}`", "", told]
    return "\n".join(lines) + "\n"


def _docstring(text: str) -> Iterator[str]:
    """A docstring whose `Returns:` and `Raises:` begin paragraphs."""
    for line in text.splitlines():
        if line.rstrip(":") in ("Returns", "Raises"):
            yield from ("", f"**{line.rstrip(':')}**", "")
        else:
            yield line.strip()


def sdk_page() -> str:
    lines = [WRITTEN.format(source="core/sdk"), "# What `core.sdk` offers", "",
             inspect.cleandoc(sdk.__doc__ or ""), "", "What is declared imports `core.sdk`, and `core.sdk.imports` for",
             "a register; each file of what runs has a part of its own, below. Nothing else of the core is for",
             "plugins.",
             "In brackets: where it is defined.", ""]
    named = {name: getattr(sdk, name) for name in sdk.__all__}
    functions = {name: each for name, each in named.items() if isinstance(each, FunctionType)}
    classes = {name: each for name, each in named.items() if isinstance(each, type)}
    others = {name: each for name, each in named.items() if name not in functions and name not in classes}
    lines += ["## Functions", ""]
    for name, each in sorted(functions.items()):
        lines += [f"### `{name}`", "", "```python", _signature(each), "```", "", inspect.getdoc(each) or "", ""]
    lines += ["## Classes", ""]
    for name, each in sorted(classes.items()):
        docs = "" if isinstance(each, EnumMeta) and not each.__doc__ else inspect.getdoc(each) or ""
        lines += [f"### `{name}`  [{each.__module__}]", "", docs, ""]
    lines += ["## Constants", "", "| Name | Is |", "|---|---|"]
    lines += [f"| `{name}` | {_constant(each)} |" for name, each in sorted(others.items())]
    lines += ["", "## `core.sdk.imports`", "", inspect.cleandoc(imports.__doc__ or ""), "",
              "| Name | Is |", "|---|---|"]
    for name in imports.__all__:
        each = getattr(imports, name)
        said = (inspect.getdoc(each) or "").splitlines()[0] if isinstance(each, type | FunctionType) else \
            "the columns every industry has" if isinstance(each, tuple) else f"column {each.title}"
        lines.append(f"| `{name}` | {said} |")
    lines += ["", "## `core.sdk.channels`", "", inspect.cleandoc(channels.__doc__ or ""), ""]
    for name in channels.__all__:
        each = getattr(channels, name)
        if isinstance(each, type):
            lines += [f"### `{name}`  [{each.__module__}]", "", inspect.getdoc(each) or "", ""]
    for name in RUNNING:
        lines += ["", *_running(importlib.import_module(f"core.sdk.{name}"))]
    return "\n".join(lines).rstrip() + "\n"


def _running(module: ModuleType) -> Iterator[str]:
    """A part of the facade for what runs: its own text, and what is in it in a line each."""
    yield from (f"## `{module.__name__}`", "", inspect.cleandoc(module.__doc__ or ""), "", "| Name | Is |", "|---|---|")
    for name in module.__all__:
        each = getattr(module, name)
        home = getattr(each, "__module__", "")
        if not isinstance(home, str) or not home.startswith("core.") or not isinstance(each, type | FunctionType):
            ours = type(each).__module__.startswith("core.")
            said = _constant(each) if ours else f"of `{home.partition('.')[0]}`" if isinstance(home, str) and home \
                else f"`{type(each).__name__}`"
        else:
            first = (inspect.getdoc(each) or "").partition("\n\n")[0]
            said = " ".join(first.split()).replace("|", "\\|")
        yield f"| `{name}` | {said} |"


def _signature(function: FunctionType) -> str:
    """As written in the source, so that types read as an author writes them."""
    tree = ast.parse(inspect.getsource(function))
    written_so = tree.body[0]
    assert isinstance(written_so, ast.FunctionDef)
    back = f" -> {ast.unparse(written_so.returns)}" if written_so.returns else ""
    short = f"def {written_so.name}({ast.unparse(written_so.args)}){back}: ..."
    if len(short) <= 110:
        return short
    arguments = ast.unparse(written_so.args).split(", ")
    lines, line = [], f"def {written_so.name}("
    for place, each in enumerate(arguments):
        said = each + (", " if place + 1 < len(arguments) else "")
        if len(line) + len(said) > 108:
            lines.append(line.rstrip())
            line = " " * (len(written_so.name) + 5)
        line += said
    return "\n".join([*lines, f"{line}){back}: ..."])


def _constant(each: object) -> str:
    key, title = getattr(each, "key", ""), getattr(each, "title", "")
    sort = type(each).__name__
    return f"{sort} `{key}` {title}" if key else f"{sort} `{getattr(each, 'name', each)}`"


def settings_page() -> str:
    known = {each.name: each for each in fields(Config)}
    if missing := known.keys() ^ ENTRIES.keys():
        raise SystemExit(f"scripts/references.py: ENTRIES and core.config.Config differ in {sorted(missing)}")
    lines = [WRITTEN.format(source="core/config.py"), "# Settings", "",
             "`shouhou.toml` lies in the folder where `shouhou` is run; `--config` or `SHOUHOU_CONFIG` names another.",
             "`shouhou init` writes one with comments. An entry that is not in this table is an error at start.", "",
             "| Entry | Default | What it is |", "|---|---|---|"]
    lines += [f"| `{name}` | {_default(name, each.default)} | {ENTRIES[name]} |" for name, each in known.items()]
    lines += ["", "## Environment", "", "| Variable | What it is |", "|---|---|"]
    lines += [f"| `{name}` | {said} |" for name, said in ENVIRONMENT.items()]
    lines += ["", "What a regulation leaves to the business (return windows, addresses, who pays) is no entry of",
              "this file: see [policies and blanks](../integrators/policies.md) and the [list of terms](policies.md)."]
    return "\n".join(lines) + "\n"


def _default(name: str, value: object) -> str:
    if name == "warn_before":
        return f"`{Config.warn_before.total_seconds() / 3600:g}`"
    if value is None or name == "database":
        return "—"
    if isinstance(value, tuple):
        return f"`[{', '.join(f'{chr(34)}{each}{chr(34)}' for each in value)}]`"
    return f"`{str(value).lower()}`" if isinstance(value, bool | int) else f'`"{value}"`'


def _industries() -> tuple[str, ...]:
    return tuple(sorted(each.name for each in (ROOT / "plugins").iterdir() if each.is_dir()))


def policies_page() -> str:
    desk = Desk(Config(plugins=_industries()))
    english = desk.translator("en")
    lines = [WRITTEN.format(source="the policy files"), "# Regulations that come with the desk", "",
             "What carries each clause, and the terms it sets. `?` is a blank that must be filled in before what reads",
             "it can be decided; `unset` is a blank from which nothing follows. A suggestion is offered, never taken",
             "in silence. The clauses are told in our own words."]
    for slug, policy in sorted(desk.installed.policies.items()):
        lines += _policy(desk.installed.industries[policy.industry], slug, policy, english)
    return "\n".join(lines) + "\n"


def _policy(registry: Registry, slug: str, policy: PolicyFile, say: Translator) -> Iterator[str]:
    yield from ("", f"## {slug}", "", f"{policy.title} · {policy.title_en}", "")
    for kind, stages in policy.flow.items():
        told = " → ".join(" or ".join(each) + " (by its own step)" if isinstance(each, tuple) else each
                          for each in stages)
        yield f"- `{kind}`: {told}"
    yield from ("", "| Clause | At | Says | Carried by | Terms |", "|---|---|---|---|---|")
    carriers = coverage(registry, policy)
    for clause in policy.clauses:
        carried = ", ".join(f"{each.kind} `{each.name}`" for each in carriers[clause.id] if each.kind != "term")
        yield (f"| {clause.id} | {clause.at} | {clause.zh}<br>{clause.en} | {carried or '—'} | "
               f"{_terms(clause) or '—'} |")
    blanks = {key: clause for clause in policy.clauses for key, said in clause.set.items()
              if said in (OPTIONAL, REQUIRED)}
    yield from ("", "Blanks:" if blanks else "No blanks.", "")
    for key, clause in blanks.items():
        term = registry.terms[key]
        options = f", one of {', '.join(f'`{each.name}`' for each in term.options)}" if term.options else ""
        suggested = f"; suggested: `{clause.suggest[key]}`" if key in clause.suggest else ""
        must = "must be filled in" if clause.set[key] == REQUIRED else "may stay unset"
        yield f"- `{key}` {term.label} ({say(term.label)}; {term.kind}{options}): {must}{suggested}"


def _terms(clause: Clause) -> str:
    said = [f"`{key}` = `{written(value) if isinstance(value, bool) else value}`" for key, value in clause.set.items()]
    return "<br>".join(said)


def main() -> None:
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
