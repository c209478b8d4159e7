"""Whatever is written in the organisation file, it is read or refused in sentences, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.organisation_file import Entry, FileFault, read
from bitbot.organisation_file.merging import Outcome, differences
from bitbot.organisation_file.shape import IDENTITY, SHAPE

HEAD = '[bit]\nname = "BIT Voorbeeld"\n'


def faults(text: str) -> list[str]:
    with pytest.raises(FileFault) as caught:
        read(text)
    return list(caught.value.faults)


@given(st.text(max_size=60), st.sampled_from(["bit", "partner", "member", "theme", "purpose", "basis", "series", "x"]))
def test_no_text_at_all_ends_in_anything_but_sentences(text: str, subject: str) -> None:
    found = faults(f"{HEAD}[[{subject}]]\n{text}")

    assert all(found)


SCALARS = (
    st.booleans()
    | st.integers(-5, 5000)
    | st.floats(allow_nan=False)
    | st.text(max_size=10)
    | st.dates()
    | st.datetimes()
    | st.times()
)
KEYS = [(subject, name) for subject, keys in SHAPE.items() for name in keys]


@given(st.sampled_from(KEYS), SCALARS | st.lists(SCALARS, max_size=3))
def test_every_key_takes_or_refuses_any_type_of_value(place: tuple[str, str], value: object) -> None:
    subject, name = place
    header = "[bit]" if subject == "bit" else f"[[{subject}]]"

    found = faults(f"{header}\n{name} = {toml(value)}")

    assert all(sentence.isprintable() for sentence in found)


def toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08X}" for sign in value if not 0xD800 <= ord(sign) <= 0xDFFF) + '"'
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


VALUES = st.sampled_from(["", "a", "b"])


@given(stored=VALUES, said=st.none() | VALUES, written=st.none() | VALUES)
def test_what_was_changed_in_chat_stays_and_what_changed_in_the_file_is_taken_over(
    stored: str, said: str | None, written: str | None
) -> None:
    keys = frozenset({"email"}) if written is not None else frozenset[str]()
    member = Entry(subject="member", key="x", values={"email": written or ""}, said=keys)
    last = {} if said is None else {"member x email": said}

    found = differences(member, {"email": stored}, last, overrule=False)

    silent = written is None and said is None
    kind = "changed" if stored == (said or "") else "kept"
    new = written or ""
    same = silent or stored == new
    assert found == ([] if same else [Outcome(kind, "member x email", stored, new)])  # type: ignore[arg-type]


def test_every_entry_can_be_found_again() -> None:
    identities = [SHAPE[subject][name] for subject, name in IDENTITY.items() if name]

    assert all(key.required for key in identities)
