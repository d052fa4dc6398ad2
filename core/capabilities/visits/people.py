"""The people who go to customers: who they are, what they can, where, and which brands trained them or their outlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.capabilities.visits.crews import EVERYWHERE, CrewFacts, judge_crew, key
from core.capabilities.visits.people_tables import AreaRow, AuthorisationRow, PersonRow, SkillRow, TrainingRow
from core.capabilities.visits.permissions import OWN, ROSTER, SEE
from core.sdk.services import (
    Actor,
    InvalidInput,
    NotFound,
    StaleVersion,
    UnitOfWork,
    Workplace,
    legible,
    require,
)
from core.sdk.tables import UnitRow, UserRow, delete, select

__all__ = ["Authorised", "CrewFacts", "People", "Person", "judge_crew", "person_of"]

LONGEST = 80


@dataclass(frozen=True)
class Person:
    """Somebody who may be sent. `skills` with the day each ends, None for never; `trainings` the latest first."""

    user_id: int
    login: str
    name: str
    unit: str
    badge: str
    active: bool
    version: int
    skills: Sequence[tuple[str, date | None]] = ()
    areas: Sequence[str] = ()
    trainings: Sequence[TrainingRow] = ()

    def data(self) -> dict[str, object]:
        return {"login": self.login, "name": self.name, "unit": self.unit, "badge": self.badge, "active": self.active,
                "skills": [{"skill": skill, "until": until} for skill, until in self.skills],
                "areas": list(self.areas), "version": self.version,
                "trainings": [{"brand": each.brand, "trained_on": each.trained_on, "until": each.until,
                               "certificate": each.certificate} for each in self.trainings]}


@dataclass(frozen=True)
class Authorised:
    """A brand's authorisation of a unit, and whether it holds today."""

    row: AuthorisationRow
    unit: str
    unit_key: str
    valid: bool

    def data(self) -> dict[str, object]:
        return {"id": self.row.id, "unit": self.unit_key, "title": self.unit, "brand": self.row.brand,
                "city": self.row.city, "document": self.row.document, "starts_on": self.row.starts_on,
                "ends_on": self.row.ends_on, "valid": self.valid}


class People:
    """The people of a desk, and the outlets they belong to."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def all(self, actor: Actor, *, active: bool | None = None) -> list[Person]:
        """Everybody who is or was sent, by name."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [each for each in self._read(work) if active in (None, each.active)]

    def names(self, actor: Actor) -> list[tuple[str, str]]:
        """Log-in and name of everybody who may be sent: those one may change places with."""
        require(actor, OWN)
        with self.place.store.read() as work:
            return [(login, name) for login, name in work.session.execute(select(UserRow.login, UserRow.name).join(
                PersonRow, PersonRow.user_id == UserRow.id).where(PersonRow.active, UserRow.active).order_by(
                UserRow.name, UserRow.id))]

    def one(self, actor: Actor, login: str) -> Person:
        require(actor, SEE)
        with self.place.store.read() as work:
            return self._one(work, login)

    def save(self, actor: Actor, login: str, *, badge: str = "", active: bool = True,
             skills: Sequence[tuple[str, date | None]] = (), areas: Sequence[str] = (),
             version: int | None = None) -> Person:
        """Say who somebody is, what they can and where, all at once. Raises `InvalidInput` for who has no account, for
        a badge another wears; `StaleVersion`."""
        require(actor, ROSTER)
        badge = _short("badge", badge)
        wanted = {key(skill): (_short("skills", skill), until) for skill, until in skills if skill.strip()}
        where = {key(area): _short("areas", area) for area in areas if area.strip()}
        with self.place.store.unit_of_work() as work:
            user = work.users.by_login(login.strip())
            if user is None:
                raise InvalidInput.field("login", "没有账号“{login}”", login=login.strip())
            session = work.session
            row = session.scalar(select(PersonRow).where(PersonRow.user_id == user.id).with_for_update())
            if version is not None and row is not None and row.version != version:
                raise StaleVersion(version, row.version)
            taken = session.scalar(select(PersonRow.id).where(
                PersonRow.badge == badge, PersonRow.user_id != user.id).limit(1)) if badge else None
            if taken:
                raise InvalidInput.field("badge", "工号 {badge} 已有人使用", badge=badge)
            if row is None:
                row = PersonRow(user_id=user.id, version=0)
                session.add(row)
            row.badge, row.active, row.version = badge, active, row.version + 1
            for table in (SkillRow, AreaRow):
                session.execute(delete(table).where(table.user_id == user.id))
            session.add_all([SkillRow(user_id=user.id, skill=skill, until=until) for skill, until in wanted.values()])
            session.add_all([AreaRow(user_id=user.id, area=area) for area in where.values()])
            session.flush()
            found = self._one(work, user.login)
            work.commit()
            return found

    def train(self, actor: Actor, login: str, brand: str, trained_on: date, *, until: date | None = None,
              certificate: str = "") -> Person:
        """Write down that a brand trained somebody. Raises `InvalidInput` for a day to come."""
        require(actor, ROSTER)
        brand, certificate = _said("brand", brand), _short("certificate", certificate)
        if trained_on > self._today():
            raise InvalidInput.field("trained_on", "培训日期在未来")
        if until is not None and until < trained_on:
            raise InvalidInput.field("until", "有效期早于培训日期")
        with self.place.store.unit_of_work() as work:
            person = person_of(work, login)
            work.session.add(TrainingRow(user_id=person.id, brand=brand, trained_on=trained_on, until=until,
                                         certificate=certificate))
            work.session.flush()
            found = self._one(work, person.login)
            work.commit()
            return found

    def authorisations(self, actor: Actor) -> list[Authorised]:
        """Which brands approved which outlets, the latest first."""
        require(actor, SEE)
        today = self._today()
        with self.place.store.read() as work:
            return [Authorised(row, title, unit, row.starts_on <= today and (
                row.ends_on is None or today <= row.ends_on))
                    for row, title, unit in work.session.execute(
                        select(AuthorisationRow, UnitRow.title, UnitRow.key)
                        .join(UnitRow, UnitRow.id == AuthorisationRow.unit_id).order_by(AuthorisationRow.id.desc()))]

    def units(self, actor: Actor) -> list[tuple[str, str]]:
        """Key and title of every unit."""
        require(actor, SEE)
        with self.place.store.read() as work:
            return [(each.key, each.title) for each in work.units.all()]

    def authorise(self, actor: Actor, unit: str, brand: str, document: str, starts_on: date, *,
                  ends_on: date | None = None, city: str = "") -> None:
        """Write down that a brand approved an outlet, with the paper that says so and how long it is valid."""
        require(actor, ROSTER)
        brand, document, city = _said("brand", brand), _said("document", document), _short("city", city)
        if ends_on is not None and ends_on < starts_on:
            raise InvalidInput.field("ends_on", "有效期早于开始日期")
        with self.place.store.unit_of_work() as work:
            found = work.units.by_key(unit.strip())
            if found is None:
                raise InvalidInput.field("unit", "没有网点“{unit}”", unit=unit.strip())
            work.session.add(AuthorisationRow(unit_id=found.id, brand=brand, city=city, document=document,
                                              starts_on=starts_on, ends_on=ends_on))
            work.commit()

    def revoke(self, actor: Actor, authorisation: int, ends_on: date) -> None:
        """An authorisation ends on a day, the last on which it holds."""
        require(actor, ROSTER)
        with self.place.store.unit_of_work() as work:
            row = work.session.get(AuthorisationRow, authorisation, with_for_update=True)
            if row is None:
                raise NotFound()
            if ends_on < row.starts_on:
                raise InvalidInput.field("ends_on", "有效期早于开始日期")
            row.ends_on = ends_on
            work.commit()

    def _today(self) -> date:
        with self.place.store.read() as work:
            return self.place.now().astimezone(self.place.calendar(work).zone).date()

    def _one(self, work: UnitOfWork, login: str) -> Person:
        found = next((each for each in self._read(work, login)), None)
        if found is None:
            raise NotFound()
        return found

    @staticmethod
    def _read(work: UnitOfWork, login: str = "") -> list[Person]:
        session = work.session
        query = select(PersonRow, UserRow, UnitRow.title).join(UserRow, UserRow.id == PersonRow.user_id).outerjoin(
            UnitRow, UnitRow.id == UserRow.unit_id).order_by(UserRow.name, UserRow.id)
        if login:
            query = query.where(UserRow.login == login.strip().casefold())
        rows = session.execute(query).all()
        ids = [user.id for _, user, _ in rows]
        skills = session.scalars(select(SkillRow).where(SkillRow.user_id.in_(ids)).order_by(SkillRow.id)).all()
        areas = session.scalars(select(AreaRow).where(AreaRow.user_id.in_(ids)).order_by(AreaRow.id)).all()
        trained = session.scalars(select(TrainingRow).where(TrainingRow.user_id.in_(ids)).order_by(
            TrainingRow.trained_on.desc(), TrainingRow.id.desc())).all()
        return [Person(user.id, user.login, user.name, unit or "", row.badge, row.active and user.active, row.version,
                       [(each.skill, each.until) for each in skills if each.user_id == user.id],
                       [each.area for each in areas if each.user_id == user.id],
                       [each for each in trained if each.user_id == user.id]) for row, user, unit in rows]


def person_of(work: UnitOfWork, login: str, field: str = "login") -> UserRow:
    """The account of somebody who may be sent. Raises `InvalidInput` for anybody else."""
    found = work.session.scalar(select(UserRow).join(PersonRow, PersonRow.user_id == UserRow.id).where(
        UserRow.login == login.strip().casefold(), PersonRow.active, UserRow.active))
    if found is None:
        raise InvalidInput.field(field, "人员名册里没有“{login}”", login=login.strip())
    return found


def _short(field: str, said: str) -> str:
    legible(**{field: said})
    if len(said.strip()) > LONGEST:
        raise InvalidInput.field(field, "最多 {most} 个字", most=LONGEST)
    return EVERYWHERE if said.strip() in ("*", "*") else said.strip()


def _said(field: str, said: str) -> str:
    if not said.strip():
        raise InvalidInput.field(field, "请填写")
    return _short(field, said)
