"""`shouhou init` and `shouhou demo`: a business of one's own, and one to play with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.commands.errors import DatabaseTrouble
from core.commands.serving import address_options, serve_desk, set_up_log
from core.commands.session import Session, examples, json_option, pass_session
from core.config import FILE, Config
from core.domain.errors import InvalidInput, NotFound, unknown

if TYPE_CHECKING:
    from core.app import Desk


@click.command(epilog=examples(
    "shouhou init --business 光明家居", "shouhou --config /srv/desk/shouhou.toml init --admin chen --password-file pw",
    "shouhou init --policy furniture/return-exchange --no-input"))
@click.option("--business", default="", metavar="NAME", help="Name of the business.")
@click.option("--plugin", "plugins", multiple=True, metavar="NAME", help="Industry to use (default: all installed).")
@click.option("--policy", "policies", multiple=True, metavar="ID",
              help="Regulation to put in force, in order (default: the fullest for each kind of case).")
@click.option("--admin", "login", default="admin", show_default=True, metavar="LOGIN",
              help="Log-in of the first administrator.")
@click.option("--admin-name", default="管理员", metavar="NAME", help="Name of the first administrator.")
@click.option("--password-file", metavar="FILE|-",
              help="Make the administrator now, with the password of this file (default: show a set-up code instead).")
@click.option("--no-input", is_flag=True, help="Ask nothing (as always; kept for scripts).")
@json_option
@pass_session
def init(session: Session, business: str, plugins: tuple[str, ...], policies: tuple[str, ...], login: str,
         admin_name: str, password_file: str | None, no_input: bool, as_json: bool) -> None:
    """Set a business up here: shouhou.toml, database, calendar, and a code for making the first administrator.

    The code is shown once and good once, on the page /setup. What is there already stays, so running it again only
    adds what is missing; while there is no administrator it shows a new code."""
    from core.setting_up import has_administrator, make_database, new_setup_code, seed_calendar

    path = session.path or Path(FILE)
    wrote = _write_configuration(path, business, plugins, policies)
    session.path = path
    desk = session.desk
    applied = make_database(desk)
    days, version = seed_calendar(desk)
    made, code = False, None
    if not has_administrator(desk):
        if password_file:
            _first_administrator(desk, session, login, admin_name, password_file)
            made = True
        else:
            code = new_setup_code(desk)
    if as_json:
        session.give({"config": str(path), "written": wrote, "migrations": applied, "calendar_days": days,
                      "calendar_version": version, "administrator": login if made else None, "setup_code": code})
        return
    session.tell("已写好配置文件 {path}" if wrote else "配置文件 {path} 已有,保持不变", path=str(path))
    session.tell("数据库已是最新(更新 {count} 项)", count=len(applied))
    session.tell("工作日历第 {version} 版(更新 {days} 天)", version=version, days=days)
    if made:
        session.tell("已建立管理员账号 {login}", login=login)
    if code:
        session.tell("还没有管理员。设置码(只显示这一次):{code}", code=code)
        session.tell("接下来:运行 shouhou serve,打开 /setup,用设置码建立管理员")
    else:
        session.tell("接下来:shouhou user add、shouhou serve")


def _write_configuration(path: Path, business: str, plugins: tuple[str, ...], policies: tuple[str, ...]) -> bool:
    from core.app import Desk
    from core.domain.policies import fullest
    from core.setting_up import configuration, write_once

    if path.exists():
        return False
    installed = Desk(Config()).installed
    by_plugin = {slug.partition("/")[0] for slug in installed.policies}
    for name in plugins:
        if name not in installed.industries:
            raise NotFound("没有这个插件:{problem}", problem=unknown("plugin", name, installed.industries))
    for slug in policies:
        if slug in installed.broken:
            raise installed.broken[slug]
        if slug not in installed.policies:
            raise NotFound("没有这份政策:{problem}", problem=unknown("policy", slug, installed.policies))
    wanted = {slug: each for slug, each in installed.policies.items() if not plugins or each.industry in plugins}
    adopted = list(policies) or fullest(wanted)
    others = [slug for slug in sorted(wanted) if slug not in adopted]
    used = list(plugins) or sorted(by_plugin | set(installed.industries))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_once(path, configuration(business or Config.business, used, adopted, others))
    except OSError as error:
        raise InvalidInput.field("config", "写不了文件 {file}:{why}", file=str(path),
                                 why=error.strerror or "") from None


def _first_administrator(desk: Desk, session: Session, login: str, name: str, password_file: str | None) -> None:
    from core.commands.users import password_from
    from core.domain.people import ADMINISTRATOR, Actor

    desk.users.create(Actor.system(), login=login, name=name, password=password_from(session, password_file),
                      duties=[ADMINISTRATOR.key], language=session.language)


@click.command(epilog=examples("shouhou demo --serve", "shouhou demo --folder /tmp/desk --serve --port 8080"))
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-desk"),
              show_default=True, help="Where the demo business lives.")
@click.option("--serve", "serving", is_flag=True, help="Serve it afterwards.")
@address_options
@pass_session
def demo(session: Session, folder: Path, serving: bool, host: str, port: int, demo_in_public: bool) -> None:
    """Make the demo business if it is absent, and serve it.

    Its people and passwords are public: never put real customers in."""
    from core.demo import PASSWORD, STAFF, make

    if not (folder / FILE).exists():
        session.tell("正在建立演示商家 {folder} …", folder=str(folder))
        made = make(folder)
        session.tell("演示商家已建好:{cases} 个案件", cases=made.cases)
        for problem in made.problems:
            click.echo(problem, err=True)
    config = Config.load(folder / FILE)
    if not config.demo:
        raise InvalidInput.field("folder", "{folder} 不是演示商家", folder=str(folder))
    session.path = folder / FILE
    desk: Desk = session.desk
    if os.environ.get("SHOUHOU_DATABASE") and desk.store.pending():
        raise DatabaseTrouble("SHOUHOU_DATABASE 指向另一个数据库;演示商家用自己的,请先取消该变量")
    desk.store.upgrade()

    def log_ins(address: str = "") -> None:
        if address:
            session.tell("{business}:{address}", business=config.business, address=address)
        for each in STAFF:
            click.echo(f"  {each.login:<8} {PASSWORD}  {session.say(each.title)} {each.name}")

    if serving:
        set_up_log(desk)
        serve_desk(session, desk, host, port, announce=log_ins, demo_in_public=demo_in_public)
    else:
        log_ins()
        session.tell("提供服务:shouhou demo --folder {folder} --serve", folder=str(folder))
