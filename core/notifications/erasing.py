"""Erasing what notifications of cases said."""

from collections.abc import Collection

from sqlalchemy import select, update

from core.store.tables import MessageRow, NotificationRow
from core.store.unit_of_work import UnitOfWork

ERASED = "内容已删除"


def wipe(work: UnitOfWork, case_ids: Collection[int]) -> None:
    """Empty what people were told of these cases; that they were told stays. What waits is not sent any more."""
    of_cases = select(NotificationRow.id).where(NotificationRow.case_id.in_(case_ids))
    work.session.execute(update(MessageRow).where(MessageRow.notification_id.in_(of_cases)).values(error=""),
                         execution_options={"synchronize_session": False})
    work.session.execute(update(NotificationRow).where(NotificationRow.case_id.in_(case_ids))
                         .values(title=ERASED, said={}), execution_options={"synchronize_session": False})
