"""Where a refusal is said: at its field of the form, which stays open."""

from __future__ import annotations

from bitbot.chat import Request, Where
from tests.conversations.office import opened, person


def test_what_is_wrong_with_a_field_that_was_left_empty_is_said_at_that_field(sqlite_url: str) -> None:
    office = opened(sqlite_url)

    some = office.dispatch(
        Request("een", person("huizen-1"), "signaal nieuw", {"thema": ("hennep",)}, form=True, where=Where("direct"))
    )
    none = office.dispatch(Request("twee", person("huizen-1"), "signaal nieuw", form=True, where=Where("direct")))

    assert set(some.errors) == set(none.errors) == {"titel"}
    office.close()
