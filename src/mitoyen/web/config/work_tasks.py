"""Tasks of the queue: each is tried three times, and taken again when the worker that held it dies."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from mitoyen.web.config.work_living import living

WAITS = (datetime.timedelta(seconds=30), datetime.timedelta(minutes=5))
"""How long a task waits after its first and its second failure; after the third, it is left with a line in the log."""
IN_ONE_TURN = 20
"""Tasks that are done before the sweeps get their turn."""
DONE_KEPT = datetime.timedelta(days=1)
FAILED_KEPT = datetime.timedelta(days=14)

_log = logging.getLogger(__name__)


class Tasks(QueueWorker):
    """Does what waits in the queue, a few tasks at a time."""

    def __init__(self, name: str) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
        )

    def turn(self) -> int:
        """Do some of what waits; how many tasks were done."""
        done = 0
        while done < IN_ONE_TURN and self.running and (task := self._claimed()):
            self.run_task(task)
            done += 1
        return done

    def _claimed(self) -> DBTaskResult[Any, Any] | None:
        """The next task, ours from now on. A look at an empty queue writes nothing; on SQLite, writers wait in turn."""
        ready = DBTaskResult.objects.ready()
        if not ready.exists():
            return None
        with transaction.atomic():
            task = ready.get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Do one task; one that failed is put back for later."""
        super().run_task(db_task_result)
        if db_task_result.status == "FAILED":
            put_back(db_task_result, now=timezone.now())


def put_back(task: DBTaskResult[Any, Any], *, now: datetime.datetime) -> bool:
    """Let a task that failed or lost its worker be tried once more; False when it was tried often enough."""
    tried = len(task.worker_ids)
    same = DBTaskResult.objects.filter(pk=task.pk, status=task.status, started_at=task.started_at)
    if tried > len(WAITS):
        same.update(status="FAILED", finished_at=now)
        _log.error("The task %s is left undone: it failed %d times. %s", task.task_path, tried, task.args_kwargs)
        return False
    wait = WAITS[tried - 1] if task.status == "FAILED" else datetime.timedelta(0)
    return same.update(status="READY", run_after=now + wait, finished_at=None) == 1


def take_again(*, now: datetime.datetime) -> int:
    """Put back the tasks whose worker died in the middle; how many."""
    alive = set(living(now).values_list("name", flat=True))
    held = DBTaskResult.objects.running()
    return sum(put_back(task, now=now) for task in held if task.worker_ids[-1] not in alive)


def forget(*, now: datetime.datetime) -> int:
    """Drop the tasks that are over: a day after they were done, two weeks after they failed; how many."""
    done = DBTaskResult.objects.filter(status="SUCCESSFUL", finished_at__lte=now - DONE_KEPT)
    failed = DBTaskResult.objects.filter(status="FAILED", finished_at__lte=now - FAILED_KEPT)
    return int(done.delete()[0]) + int(failed.delete()[0])
