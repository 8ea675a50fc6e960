"""What the site does by itself, and how often: a new sweep is one line here.

A sweep does what is due at `now`, does it once however often it is called, and says how much it did.
"""

from __future__ import annotations

import datetime

from mitoyen.web.config import work_living, work_sweeps, work_tasks
from mitoyen.web.neighbourhood.exchanges import actions as exchanges
from mitoyen.web.neighbourhood.exchanges import after_reminders, fiscal
from mitoyen.web.neighbourhood.listings import sweeps as listings
from mitoyen.web.people import cleaning, mailing, photo_cleaning
from mitoyen.web.places import cleaning as places

_SECONDS, _MINUTES, _DAYS = (datetime.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "days"))

SCHEDULE: work_sweeps.Schedule = (
    (15 * _SECONDS, work_tasks.take_again),
    (15 * _SECONDS, mailing.post),
    (5 * _MINUTES, exchanges.by_the_clock),
    (5 * _MINUTES, listings.widen),
    (5 * _MINUTES, listings.expire),
    (5 * _MINUTES, listings.remind),
    (5 * _MINUTES, listings.alert),
    (5 * _MINUTES, after_reminders.remind),
    (1 * _DAYS, listings.forget_widenings),
    (1 * _DAYS, fiscal.january),
    (1 * _DAYS, cleaning.sessions),
    (1 * _DAYS, cleaning.codes),
    (1 * _DAYS, cleaning.counters),
    (1 * _DAYS, cleaning.unfinished),
    (1 * _DAYS, places.codes),
    (1 * _DAYS, photo_cleaning.unused),
    (1 * _DAYS, photo_cleaning.orphans),
    (1 * _DAYS, work_tasks.forget),
    (1 * _DAYS, work_living.forget),
)
