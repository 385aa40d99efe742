"""Lists go to the server in its binary form and arrive as they were.   数组"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pandian.kernel import statements
from pandian.kernel.arrays.rules import KINDS, array_form, kind_of

INSTANTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.sampled_from(
    [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-11, minutes=-30))]))
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
VALUES: dict[type, tuple[str, st.SearchStrategy[Any]]] = {
    int: ("bigint", st.integers(-2**63, 2**63 - 1)), str: ("text", TEXTS), UUID: (
        "uuid", st.uuids()), datetime: ("timestamptz", INSTANTS), bool: ("boolean", st.booleans()),
    bytes: ("bytea", st.binary(max_size=20)),
}


def sent(of: str, values: list[Any]) -> tuple[list[Any], str]:
    """Return what the server got of a list, and as which type."""
    with statements._cursor() as cursor:
        cursor.execute(f"SELECT %(v)s::{of}[] AS v, pg_typeof(%(v)s)::text AS kind", {"v": values})
        row = cursor.fetchone()
        return row.v, row.kind


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_list_arrives_as_it_was(kind):
    of, values = VALUES[kind]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(st.none(), values), min_size=1, max_size=30))
    def arrives(given: list[Any]) -> None:
        got, named = sent(of, given)
        assert got == given
        if any(value is not None for value in given):
            read = {"timestamptz": "timestamp with time zone"}.get(of, of)
            assert named == f"{read}[]"

    arrives()


@pytest.mark.django_db
def test_what_has_no_kind_takes_the_type_of_its_place():
    for of in ("bigint", "text", "uuid", "timestamptz", "boolean", "date"):
        assert sent(of, [None, None])[0] == [None, None]
        assert sent(of, [])[0] == []
    day = datetime(2026, 2, 3).date()
    assert sent("date", [None, day])[0] == [None, day]
    assert sent("smallint", [3, None, -3])[0] == [3, None, -3]
    id = uuid4()
    assert sent("uuid", [str(id)])[0] == [id]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_sent_is_refused_by_name():
    for values, error in (([2**63], psycopg.errors.NumericValueOutOfRange),
                          ([None, -2**63 - 1], psycopg.errors.NumericValueOutOfRange),
                          ([1, "a"], psycopg.DataError), (["a", 1], psycopg.DataError),
                          ([uuid4(), "a"], psycopg.DataError), (["a\0"], psycopg.DataError),
                          ([True, "a"], psycopg.DataError)):
        with pytest.raises(error):
            sent("text", values)


def test_instants_without_a_zone_have_no_binary_form():
    assert kind_of([None, datetime(2026, 1, 1)]) is None
    assert kind_of([datetime(2026, 1, 1, tzinfo=UTC)]) == KINDS[datetime]
    with pytest.raises(TypeError):
        array_form(KINDS[datetime], [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1)])
