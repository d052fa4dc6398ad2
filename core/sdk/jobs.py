"""What a plugin author needs for work in the background (`jobs.py`).

```python
def remind(task: Task) -> None: ...

JOBS = {"garden.remind": remind}
DAILY = ("garden.remind",)
```

A job is called with a `Task`: the desk, what was left for it (`payload`; of a daily one `{"day": "2025-03-12"}`, the
day that has ended), and `hold`, which long work calls now and then and stops where it gives False. It may be called
again for the same work, so it must see what is done already. `leave` puts work for it into a transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.jobs import Task
from core.store.unit_of_work import UnitOfWork


def leave(work: UnitOfWork, topic: str, key: str, payload: Mapping[str, Any] | None = None, *,
          at: datetime | None = None) -> None:
    """Leave work for a job within a transaction, once for a key (which begins with the topic); not before `at`."""
    work.outbox.put(topic, key, payload, available_at=at)


__all__ = ["Task", "leave"]
