"""Several who write at the same time; on PostgreSQL, where writers don't wait for each other by themselves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from bothways.web.audit.models import Logged
from bothways.web.audit.operations import record, verify


@pytest.mark.django_db(transaction=True)
def test_the_log_is_one_chain_whoever_writes_at_the_same_time(cast):
    if connection.vendor == "sqlite":
        pytest.skip(
            "SQLite of the tests is in memory, one connection's; its writers queue: bench/web.py tries them"
        )
    record(by=cast.ada, did="say", what="The first.", now=timezone.now())

    def write(number: int) -> None:
        try:
            record(by=cast.ada, did="say", what=f"Number {number}.", now=timezone.now(), team=cast.ours)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as many:
        list(many.map(write, range(80)))
    assert Logged.objects.count() == 81
    assert verify().holds
