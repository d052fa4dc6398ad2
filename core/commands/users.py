"""`shouhou user`: accounts. Acts as the system: whoever has the machine has the desk."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from core.commands.session import Session, examples, json_option, pass_session
from core.commands.tables import table
from core.domain.errors import InvalidInput, NotFound
from core.domain.people import Actor, Scope

if TYPE_CHECKING:
    from core.store.tables import UserRow


def password_from(session: Session, source: str | None) -> str:
    """A password: the first line of a file (`-` is standard input), or asked for twice. Raises `InvalidInput`."""
    if source is None:
        return str(click.prompt(session.say("密码"), hide_input=True, err=True,
                                confirmation_prompt=session.say("再输一次")))
    try:
        if source == "-":
            text = sys.stdin.readline()
        else:
            with open(source, encoding="utf-8") as file:
                text = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput.field("password-file", "读不了文件 {file}:{why}", file=source,
                                 why=getattr(error, "strerror", None) or str(error)) from None
    return text.rstrip("\r\n")


def find(session: Session, login: str) -> UserRow:
    """An account by its log-in. Raises `NotFound`."""
    with session.desk.store.read() as work:
        row = work.users.by_login(login)
    if row is None:
        raise NotFound("没有账号“{login}”", login=login)
    return row


def _data(row: UserRow) -> dict[str, Any]:
    return {"id": row.id, "login": row.login, "name": row.name, "duties": row.duties, "scope": row.scope,
            "active": row.active, "language": row.language}


@click.group()
def user() -> None:
    """Accounts of people who work at the desk. Acts as the system."""


@user.command("list", epilog=examples("shouhou user list", "shouhou user list --json"))
@json_option
@pass_session
def listing(session: Session, as_json: bool) -> None:
    """List every account."""
    rows = session.desk.users.all(Actor.system())
    if as_json:
        session.give([_data(row) for row in rows])
        return
    say, duties = session.say, session.desk.place.duties
    table([(row.login, row.name, say("、").join(say(duties[key].title) if key in duties else key for key in row.duties),
            say(Scope[row.scope].value), "" if row.active else say("停用")) for row in rows],
          head=(say("账号"), say("姓名"), say("职责"), say("可见案件"), ""))


_scope = click.option("--scope", type=click.Choice([each.name for each in Scope]), help="Whose cases the person sees.")
_unit = click.option("--unit", metavar="NAME", help="Department; a new name makes a new one.")
_password_file = click.option("--password-file", metavar="FILE|-", help="Read the password from here; asked otherwise.")


@user.command(epilog=examples("shouhou user add lin --name 林晓燕 --duty service",
                              "shouhou user add zhou --name 周敏 --duty finance --scope all --password-file pw"))
@click.argument("login")
@click.option("--name", required=True, help="Name as colleagues and customers read it.")
@click.option("--duty", "duties", multiple=True, metavar="DUTY", help="service, manager …; may be repeated.")
@_scope
@_unit
@_password_file
@json_option
@pass_session
def add(session: Session, login: str, name: str, duties: tuple[str, ...], scope: str | None, unit: str | None,
        password_file: str | None, as_json: bool) -> None:
    """Add an account."""
    user_id = session.desk.users.create(
        Actor.system(), login=login, name=name, password=password_from(session, password_file), duties=duties,
        scope=scope or Scope.all.name, language=session.language, unit=unit or "")
    if as_json:
        session.give({"id": user_id, "login": login})
    else:
        session.tell("已建立账号 {login}", login=login)


@user.command(epilog=examples("shouhou user change lin --duty service --duty quality",
                              "shouhou user change lin --disable"))
@click.argument("login")
@click.option("--name", help="Another name.")
@click.option("--duty", "duties", multiple=True, metavar="DUTY", help="The duties from now on; may be repeated.")
@_scope
@_unit
@click.option("--enable/--disable", "active", default=None, help="Disabling ends the account's log-ins.")
@json_option
@pass_session
def change(session: Session, login: str, name: str | None, duties: tuple[str, ...], scope: str | None,
           unit: str | None, active: bool | None, as_json: bool) -> None:
    """Change an account's name, duties, scope or department, or disable it."""
    row = find(session, login)
    session.desk.users.change(Actor.system(), row.id, name=row.name if name is None else name,
                              duties=duties or row.duties, scope=scope or row.scope,
                              active=row.active if active is None else active, unit=unit)
    if as_json:
        session.give(_data(find(session, login)))
    else:
        session.tell("账号 {login} 已更新", login=login)


@user.command(epilog=examples("shouhou user password lin",
                              "echo 'a long password' | shouhou user password lin --password-file -"))
@click.argument("login")
@_password_file
@pass_session
def password(session: Session, login: str, password_file: str | None) -> None:
    """Set an account's password; its log-ins end."""
    row = find(session, login)
    session.desk.users.set_password(Actor.system(), row.id, password_from(session, password_file))
    session.tell("账号 {login} 的密码已更新", login=login)


@user.command(epilog=examples("shouhou user unlock lin", "shouhou user unlock lin --json"))
@click.argument("login")
@json_option
@pass_session
def unlock(session: Session, login: str, as_json: bool) -> None:
    """Let an account log in again at once after too many wrong passwords. The waits of addresses stay."""
    row = find(session, login)
    session.desk.users.lockout.unlock(login)
    if as_json:
        session.give(_data(row))
    else:
        session.tell("账号 {login} 可以登录了", login=login)
