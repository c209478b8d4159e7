"""What is sealed opens in its own place with its own key, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.secrets import DESTROYED, NAME, NONCE, TAG, Broken, Destroyed, Ring, SecretFault, new_key, place
from tests.databases import KEY, RING

HERE = place("signaal", "title", b"\0" * 16)
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts)
def test_what_is_sealed_opens_again(text: str) -> None:
    envelope = RING.envelope("signaal")
    stored = RING.envelope_of("signaal", envelope.uid, envelope.wrapped)

    sealed = envelope.seal(text, HERE)

    assert stored.open(sealed, HERE) == text
    assert len(sealed) == (len(text.encode()) + NONCE + TAG if text else 0)
    assert RING.open(RING.seal(text.encode(), HERE), HERE).decode() == text


def test_the_same_text_is_never_sealed_the_same() -> None:
    envelope = RING.envelope("signaal")

    assert len({envelope.seal("hetzelfde", HERE) for _ in range(100)}) == 100


@given(text=texts.filter(bool), flip=st.integers(min_value=0))
def test_one_flipped_bit_is_refused(text: str, flip: int) -> None:
    envelope = RING.envelope("signaal")
    sealed = bytearray(envelope.seal(text, HERE))
    sealed[flip // 8 % len(sealed)] ^= 1 << flip % 8

    with pytest.raises(Broken):
        envelope.open(bytes(sealed), HERE)


@pytest.mark.parametrize("length", [1, NONCE, NONCE + TAG - 1, NONCE + TAG, NONCE + TAG + 3])
def test_what_was_cut_is_refused(length: int) -> None:
    envelope = RING.envelope("signaal")

    with pytest.raises(Broken, match=r"^signaal\.title$"):
        envelope.open(envelope.seal("een titel", HERE)[:length], HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        place("werkafspraak", "title", b"\0" * 16),
        place("signaal", "fact", b"\0" * 16),
        place("signaal", "title", b"\1" * 16),
        b"",
    ],
    ids=["another table", "another column", "another row", "nowhere"],
)
def test_a_text_opens_in_its_own_place_only(elsewhere: bytes) -> None:
    envelope = RING.envelope("signaal")

    with pytest.raises(Broken):
        envelope.open(envelope.seal("een titel", HERE), elsewhere)


def test_the_key_of_one_record_opens_no_other() -> None:
    mine, other = RING.envelope("signaal"), RING.envelope("signaal")

    with pytest.raises(Broken):
        other.open(mine.seal("een titel", HERE), HERE)
    with pytest.raises(Broken):
        RING.envelope_of("signaal", other.uid, mine.wrapped)
    with pytest.raises(Broken):
        RING.envelope_of("werkafspraak", mine.uid, mine.wrapped)


def test_another_secret_key_says_which_one_is_missing() -> None:
    sealed = RING.seal(b"een antwoord", HERE)

    with pytest.raises(SecretFault, match=f"kenmerk {RING.names[0]} ontbreekt"):
        Ring(new_key()).open(sealed, HERE)


def test_a_name_that_was_changed_to_that_of_another_key_is_refused() -> None:
    ring = Ring(KEY, new_key())
    sealed = ring.seal(b"een antwoord", HERE)

    with pytest.raises(Broken):
        ring.open(bytes.fromhex(ring.names[1]) + sealed[NAME:], HERE)


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    newer = new_key()
    both = Ring.read(f" {newer} , {KEY}\n")

    assert both.open(RING.seal(b"oud", HERE), HERE) == b"oud"
    assert Ring(newer).open(both.seal(b"nieuw", HERE), HERE) == b"nieuw"


def test_without_its_key_a_record_reads_as_destroyed_and_takes_no_text() -> None:
    gone = RING.envelope_of("signaal", b"\0" * 16, None)

    assert gone.open(b"anything", HERE) == DESTROYED
    with pytest.raises(Destroyed):
        gone.seal("een titel", HERE)


@pytest.mark.parametrize("setting", ["", " , ", "kort", "a" * 60, "wachtwoord" * 6, f"{KEY},kort", f"{KEY},{KEY}"])
def test_a_missing_weak_or_doubled_key_is_refused_and_never_shown(setting: str) -> None:
    with pytest.raises(SecretFault) as refused:
        Ring.read(setting)

    assert "BITBOT_SECRET_KEY" in str(refused.value)
    assert not setting.strip(" ,") or setting not in str(refused.value)


def test_a_new_key_is_good_and_new() -> None:
    keys = {new_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(Ring.read(key).names for key in keys)


def test_nothing_of_a_ring_or_an_envelope_shows_its_keys() -> None:
    shown = f"{RING!r} {RING.envelope('signaal')!r} {RING.__dict__}"

    assert KEY not in shown
