"""The one door to the queue of work that waits until after the answer; Django 6 has the same under `django.tasks`.

A task is a function of a module, decorated with `@task`, that takes what JSON holds. `.enqueue(...)` inside a
transaction is part of it: rolled back, nothing was asked. It is tried three times, and may be done twice when a worker
dies in the middle: doing it again must change nothing.

Tests use the same queue, in their database: `config.work_loop.Work(()).once()` does what waits, failures put back.
"""

from django_tasks import task

__all__ = ["task"]
