"""People who are sent: skills, areas, trainings, shifts and requests, where they are, how they were reached."""

import sqlalchemy as sa
from alembic import op

from core.sdk import tables as types

revision = "0002"
down_revision = "0001"

JOB = sa.text("state = 'asked' AND case_id IS NOT NULL")


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def moments(*names: str, nullable: bool = True) -> list[sa.Column[types.datetime]]:
    return [sa.Column(name, types.UtcDateTime(), nullable=nullable) for name in names]


def days(*names: str, nullable: bool = True) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=nullable) for name in names]


def number(*names: str, nullable: bool = True) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def yes(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, types.Json(), nullable=False)


def make(table: str, *parts: object, once: tuple[str, ...] = (), look: tuple[str, ...] = (), **to: str) -> None:
    """A table with an id, keys to others, one thing that may be there once, and what is looked up by."""
    op.create_table(
        table, *number("id", nullable=False), *parts,  # type: ignore[arg-type]
        *[sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
          for name, other in to.items()],
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *([sa.UniqueConstraint(*once, name=op.f(f"uq_{table}_{'_'.join(once)}"))] if once else []))
    for name in look:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def upgrade() -> None:
    user = number("user_id", nullable=False)
    make("visits_people", *user, *words("badge"), yes("active"), *number("version", nullable=False),
         once=("user_id",), user_id="users")
    make("visits_skills", *number("user_id", nullable=False), *words("skill"), *days("until"),
         once=("user_id", "skill"), look=("user_id",), user_id="users")
    make("visits_areas", *number("user_id", nullable=False), *words("area"), once=("user_id", "area"),
         look=("user_id",), user_id="users")
    make("visits_trainings", *number("user_id", nullable=False), *words("brand"), *days("trained_on", nullable=False),
         *days("until"), *words("certificate"), look=("user_id",), user_id="users")
    make("visits_authorisations", *number("unit_id", nullable=False), *words("brand", "city", "document"),
         *days("starts_on", nullable=False), *days("ends_on"), look=("unit_id",), unit_id="units")
    make("visits_patterns", *words("title"), json("turns"), once=("title",))
    make("visits_shifts", *number("user_id", nullable=False), *days("day", nullable=False), *words("kind", "title"),
         *moments("opens", "closes"), *words("attendance", "why"), *number("attended_by"),
         *number("version", nullable=False), once=("user_id", "day"), user_id="users", attended_by="users")
    op.create_index("ix_visits_shifts_day", "visits_shifts", ["day"])
    make("visits_requests", *words("kind", "state"), *number("user_id", nullable=False), *number("other_id"),
         *days("day", "other_day"), *number("case_id"), json("wanted"), json("was"), *words("reason", "answer"),
         *moments("asked_at", nullable=False), *moments("decided_at"), *number("decided_by"),
         look=("user_id", "other_id"), user_id="users", other_id="users", case_id="cases", decided_by="users")
    op.create_index("ix_visits_requests_state", "visits_requests", ["state", "id"])
    op.create_index("uq_visits_requests_job", "visits_requests", ["case_id"], unique=True, sqlite_where=JOB,
                    postgresql_where=JOB)
    make("visits_whereabouts", *number("user_id", nullable=False), *moments("at", nullable=False), *words("place"),
         *number("case_id"), *words("note"), yes("exception"), *number("allowed_by", "by_id"), look=("case_id",),
         user_id="users", case_id="cases", allowed_by="users", by_id="users")
    op.create_index("ix_visits_whereabouts_user", "visits_whereabouts", ["user_id", "at", "id"])
    make("visits_attempts", *words("industry"), *number("user_id", nullable=False), *moments("at", nullable=False),
         *words("result"), yes("counted"), *words("why_not"), *moments("called_back_at"), *number("case_id"),
         *words("note"), *number("by_id"), look=("case_id",), user_id="users", case_id="cases", by_id="users")
    op.create_index("ix_visits_attempts_user", "visits_attempts", ["user_id", "at", "id"])
    make("visits_disasters", *words("title", "area"), *moments("starts_at", nullable=False), *moments("ends_at"),
         *number("declared_by"), declared_by="users")
