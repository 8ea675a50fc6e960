"""Several workers post e-mails at the same moment: each notice leaves in one of them."""

import subprocess
import sys
import time
from collections import Counter

PERSONS, EACH, WORKERS = 60, 3, 4
SETUP = f"""
import datetime, django; django.setup()
from mitoyen.web.people import notices
from mitoyen.web.people.models import Person
then = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
for number in range({PERSONS}):
    person = Person.objects.create_user(f"v{{number}}@corderies.example", first_name="Voisin", joined_at=then)
    for told in range({EACH}):
        notices.tell(person=person, kind="exchange", text=f"Nouvelle {{told}}", link="", now=then)
"""
POST = """
import datetime, sys, time, django; django.setup()
from mitoyen.web.people import mailing
time.sleep(max(0, float(sys.argv[1]) - time.time()))
print(mailing.post(now=datetime.datetime(2026, 11, 21, 10, tzinfo=datetime.UTC)))
"""
QUEUED = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
from mitoyen.web.people.models import Notice
assert not Notice.objects.filter(sent_at=None).exists()
for task in DBTaskResult.objects.all(): print(*task.args_kwargs["args"][1])
"""


def test_each_notice_leaves_in_one_email_whoever_posts(own_site):
    command = [sys.executable, "-c"]
    subprocess.run([*command, SETUP], env=own_site, check=True)
    together = [*command, POST, str(time.time() + 8)]
    posting = [subprocess.Popen(together, env=own_site, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)]
    posted = [int(process.communicate(timeout=120)[0]) for process in posting]
    told = subprocess.run([*command, QUEUED], env=own_site, capture_output=True, text=True, check=True).stdout
    emails = [line.split() for line in told.splitlines()]
    assert sum(posted) == len(emails) == PERSONS
    assert Counter(notice for email in emails for notice in email).most_common(1)[0][1] == 1
    assert sum(map(len, emails)) == PERSONS * EACH
