"""Event names: RFC 9562, version 7."""

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from alerts.event_id import new_event_id, uuid7

times_ms = st.integers(0, 2**48 - 1)
random_74_bits = st.integers(0, 2**74 - 1)


def test_the_example_of_the_standard_is_met() -> None:
    """RFC 9562, appendix A.6."""
    random_bits = 0xCC3 << 62 | 0x18C4DC0C0C07398F
    assert str(uuid7(0x017F22E279B0, random_bits)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(times_ms, random_74_bits)
def test_version_variant_and_time_are_where_the_standard_has_them(time_ms: int, bits: int) -> None:
    name = uuid7(time_ms, bits)
    assert (name.version, name.variant, name.int >> 80) == (7, RFC_4122, time_ms)


@given(times_ms, times_ms, random_74_bits, random_74_bits)
def test_later_events_sort_later(first_ms: int, second_ms: int, a: int, b: int) -> None:
    if first_ms < second_ms:
        assert str(uuid7(first_ms, a)) < str(uuid7(second_ms, b))
    else:
        assert (uuid7(first_ms, a) == uuid7(second_ms, b)) == ((first_ms, a) == (second_ms, b))


def test_a_thousand_new_names_differ() -> None:
    names = {new_event_id() for _ in range(1000)}
    assert len(names) == 1000
    assert all(UUID(name).version == 7 for name in names)
