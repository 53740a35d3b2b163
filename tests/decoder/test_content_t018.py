"""What a second-generation message says, weighed against chance: shares are counted again."""

import numpy as np
import pytest
from made_up_sgb import CANCELLED, SHIP, changed

from decoder.arrays import Bits
from decoder.content_t018 import BREACHES, KINDS, ROTATING_SHARES, VESSEL_SHARES, Kind, Weigh
from decoder.fields import Part
from decoder.fields.codec import Fixed
from decoder.t001.frame import to_text
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.location import Location, NoLocation
from decoder.t018.objective import Objective
from decoder.t018.rotating import ROTATING, SpareRotating
from decoder.t018.ships import CallSign
from decoder.t018.vessel import VESSEL, NoVessel

ORDINARY, NO_VESSEL, NO_LOCATION, NEITHER, CANCELLATION, _ = KINDS
HIDDEN = changed(SHIP, location=NoLocation())
UNNAMED = changed(SHIP, vessel=NoVessel())
EXAMPLES = {
    "ordinary": (ORDINARY, SHIP),
    "no vessel": (NO_VESSEL, UNNAMED),
    "no location": (NO_LOCATION, HIDDEN),
    "neither": (NEITHER, changed(HIDDEN, vessel=NoVessel())),
    "cancellation": (CANCELLATION, CANCELLED),
}
WORDS = 4000


def random_words(count: int) -> Bits:
    return np.random.default_rng(406).integers(0, 2, (count, 250), dtype=np.uint8)


SORTS = [(VESSEL, tag, share) for tag, share in VESSEL_SHARES.items()]
SORTS += [(ROTATING, tag, share) for tag, share in ROTATING_SHARES.items()]


@pytest.mark.parametrize(("part", "tag", "share"), SORTS, ids=[tag for _, tag, _ in SORTS])
def test_as_many_random_bits_are_of_a_sort_as_is_said(part: Part, tag: str, share: float) -> None:
    """Counted among words that have the sort's fixed bits, whose rarity is known."""
    (table,) = (one for one in part.tables if one.struct.__struct_config__.tag == tag)
    fixed = [(when.bits, when.codes[0]) for when in table.whens]
    fixed += [(f.bits, f.codec.expected) for f in table.fields if isinstance(f.codec, Fixed)]
    words = random_words(WORDS)
    for bits, code in fixed:
        words[:, bits] = [int(bit) for bit in code]
    texts = [to_text(word) for word in words]
    clean = sum(
        part.table(text) is table and BREACHES.isdisjoint(table.read(text)[1]) for text in texts
    )
    rarity = 2.0 ** -sum(len(code) for _, code in fixed)
    assert clean > 100
    of_these = share / rarity
    four_sigma = 4 * np.sqrt(of_these * (1 - of_these) / WORDS)
    assert clean / WORDS == pytest.approx(of_these, abs=four_sigma + 1e-9)


@pytest.mark.parametrize("free", [(), ORDINARY.free[:1]], ids=["no part", "location"])
def test_random_bits_weigh_one_in_the_mean(free: tuple[Weigh, ...]) -> None:
    """Vessel IDs and rotating fields come in sorts too rare to be drawn: their shares tell."""
    weights = Kind(1.0, (), free).weights(random_words(12000))
    assert weights.mean() == pytest.approx(1, abs=4 * weights.std() / np.sqrt(weights.size))


def test_every_message_is_of_some_kind() -> None:
    assert sum(kind.share for kind in KINDS) == pytest.approx(1)


@pytest.mark.parametrize(("kind", "fields"), EXAMPLES.values(), ids=EXAMPLES)
def test_a_kind_knows_the_bits_of_its_messages(kind: Kind, fields: SecondGeneration) -> None:
    word = encode_message(fields)
    known = kind.llr != 0
    assert known.any()
    assert not known[202:].any()
    assert (word[known] == (kind.llr[known] > 0)).all()
    assert kind.weights(word[None]) > 10


@pytest.mark.parametrize(
    "broken",
    [
        changed(SHIP, tac=230),
        changed(SHIP, country=0),
        changed(SHIP, beacon_type="spare 101"),
        changed(SHIP, location=Location(100.0, 5.0)),
        changed(SHIP, vessel=CallSign("A?77B")),
        changed(SHIP, rotating_field=Objective(spare_bits="01")),
        changed(SHIP, rotating_field=SpareRotating("spare 0111")),
    ],
    ids=["tac", "country", "beacon type", "location", "vessel", "rotating", "spare rotating"],
)
def test_what_breaks_a_rule_is_rarer_but_not_ruled_out(broken: SecondGeneration) -> None:
    usual, odd = ORDINARY.weights(np.stack([encode_message(SHIP), encode_message(broken)]))
    assert 0 < odd < usual / 20


def test_no_country_number_or_place_is_likelier_than_another() -> None:
    others = [
        SHIP,
        changed(SHIP, country=366),
        changed(SHIP, serial_number=1),
        changed(SHIP, tac=65535),
        changed(SHIP, location=Location(-60.0, 179.0)),
    ]
    weights = ORDINARY.weights(np.stack([encode_message(fields) for fields in others]))
    assert weights == pytest.approx(np.full(len(others), weights[0]))


def test_near_a_message_words_weigh_as_much_as_it_does() -> None:
    """Up to where many of its bits are lost."""
    word = encode_message(SHIP)
    (weight,) = ORDINARY.weights(word[None])
    heard = np.where(word == 1, 1, -1).astype(np.float32)
    clear, faint, unheard = (ORDINARY.mean_weight(level * heard) for level in (20.0, 3.0, 0.0))
    assert clear == pytest.approx(weight)
    assert clear > faint > 10 * unheard
