"""The bicycle shop on each database, the furniture shop, and a post office beside them."""

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.app import Desk
from core.couriers import reason_of
from core.jobs import Worker
from core.notifications.service import Notifications
from core.services.records import Records
from core.store.tables import EventRow, MessageRow, NotificationRow, OutboxRow, UserRow
from tests.attack.desk import Shop as Furniture
from tests.attack.desk import pattern
from tests.attack.desk import shop as furniture
from tests.certificates import certificate_of, serving
from tests.notifications.post_office import PostOffice, post_office
from tests.services.conftest import clock, database_url, shop, store
from tests.services.shop import Shop

__all__ = ["clock", "database_url", "furniture", "pattern", "shop", "store"]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as made:
        yield made


@pytest.fixture
def bell(furniture: Furniture, office: PostOffice) -> Furniture:
    """The furniture shop with mail, in which somebody was given a case and an override waits."""
    desk = furniture.desk
    desk.config = desk.place.config = replace(
        desk.config, mail_host="127.0.0.1", mail_port=office.port, mail_security="none", mail_from="desk@shop.example",
        public_address="https://desk.example.com")
    desk.notes.assign(furniture["manager"], furniture.names.new, furniture.names.users["service"])
    desk.notifications.set_email(furniture["service"], "service@shop.example")
    Worker(desk).turn()
    return furniture


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of the post office, which is on `localhost`."""
    return certificate_of("localhost", tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def certified(certificate: Path) -> ssl.SSLContext:
    return serving(certificate)


def by_mail(shop: Shop, port: int, **more: Any) -> Notifications:
    """The shop with mail by a server on this machine; everybody has an address."""
    config = replace(shop.desk.config, **{
        "public_address": "https://desk.example.com", "mail_from": "desk@shop.example", "mail_host": "127.0.0.1",
        "mail_port": port, "mail_security": "none", **more})
    shop.desk.config = shop.desk.place.config = config
    shop.desk.__dict__.pop("notifications", None)
    with shop.desk.store.unit_of_work() as work:
        for row in work.session.scalars(select(UserRow)):
            row.email = f"{row.login}@shop.example"
        work.commit()
    return shop.desk.notifications


def change(shop: Shop, login: str, **columns: Any) -> None:
    """Change an account past the use cases."""
    with shop.desk.store.unit_of_work() as work:
        row = work.users.by_login(login)
        assert row is not None
        for name, value in columns.items():
            setattr(row, name, value)
        work.commit()
        shop.people[login] = shop.desk.users.actor(row)


def told(shop: Shop, *, again: bool = False) -> None:
    """Do the work of the topic `notify`."""
    with shop.desk.store.read() as work:
        rows = work.session.scalars(select(OutboxRow).where(OutboxRow.topic == "notify", OutboxRow.done_at.is_(None))
                                    .order_by(OutboxRow.id)).all()
    for row in rows:
        shop.desk.notifications.noting.work(row.payload)
        if not again:
            with shop.desk.store.unit_of_work() as work:
                work.session.get_one(OutboxRow, row.id).done_at = shop.clock()
                work.commit()


def heard(desk: Desk) -> list[tuple[str, str]]:
    """Who was told what kind of thing."""
    with desk.store.read() as work:
        return [(login, kind) for login, kind in work.session.execute(
            select(UserRow.login, NotificationRow.kind).join(UserRow, UserRow.id == NotificationRow.user_id)
            .order_by(UserRow.login, NotificationRow.id))]


def messages(desk: Desk) -> list[MessageRow]:
    with desk.store.read() as work:
        return list(work.session.scalars(select(MessageRow).order_by(MessageRow.id)))


def why(row: MessageRow) -> str:
    return str(reason_of(row.error) or "")


def marked(shop: Shop, number: str, kind: str, to: list[str], **more: object) -> None:
    """What the sweep leaves: an event of a mark, and word of it, in one transaction."""
    said: Mapping[str, object] = {"target": "replied", "title": "首次答复", "due_at": "2025-03-05T10:00:00+08:00",
                                  "clauses": [], "mark": "missed", "to": to, **more}
    with shop.desk.store.unit_of_work() as work:
        records = Records(shop.desk.place, work, shop["lin"].system())
        record = records.lock(number, None)
        records.keep(record, records.event(kind, said))
        work.flush()
        event_id = work.session.scalars(select(EventRow.id).where(EventRow.case_id == record.row.id)
                                        .order_by(EventRow.id.desc()).limit(1)).one()
        work.outbox.put("notify", f"notify:{event_id}-{event_id}", {"events": [event_id]})
        work.commit()
