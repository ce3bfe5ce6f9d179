"""Copies: which texts are another one's, near the same or in part, told from their signatures.

Belongs here: finding pairs that share much, deciding which are copies, and binding each copy to one
original. Does not belong here: making signatures (`etl.resolve.signatures`), where they and the
state lie (`etl.lake.copies`).

Texts come in an order of precedence: of two copies the earlier in it is the original. The steps:

1. Hashes that two texts share make them candidates (`_discover`). A hash in very many texts
   (`CROWD`) makes none; of one in many (`FEW`), each text is compared with the first few only,
   which is enough to meet the original, and keeps the cost in proportion.
2. Candidates are judged by their sketches alone (`_judge`): see `Judgement`.
3. What a pair shares must be rare in the archive where it is not nearly everything
   (`_weigh`): a standing paragraph is in many texts, a story is in its copies. And what is
   rewritten must be of about the same day.
4. Each text joins the most similar original before it, and none that is a copy itself (`bind`):
   clusters are stars, they do not chain.

Everything is a function of the set of texts and their order: how they came makes no difference. To
make the cost grow with what is new, the hashes' lists and the pairs that passed step 2 are kept
(`State`), and only what new texts, or texts that have gone, can have changed is looked for again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from etl.resolve.signatures import CAPITAL, DIGIT, EVERYTHING, REGIONS, WORDS, Sketch
from etl.resolve.signatures import VERSION as SIGNATURES

VERSION = f"2/{SIGNATURES}"
"""Raised when the same signatures give other pairs; a state of another version is not used."""

FEW = 16
"""A hash in so many texts, or fewer, is rare; of more, the first so many are compared with."""
CROWD = 256
"""A hash in more texts than this makes no candidates."""
LEAST_SHARED = 6
"""Hashes that a pair shares, at least."""
CONTAINED = 0.7
"""Share of one text that stands in the other, from which on it is contained."""
SURELY_CONTAINED = 0.8
"""From here on what is shared need not be rare: a story may have more copies than `FEW`."""
OWN_SHARE = 0.5
"""Of a copy's own text, so much stands in its original, at least."""
REWRITTEN = 0.3
"""The same where the text is rewritten throughout: shared words all over it, each of them rare."""
REWRITTEN_OTHER = 0.2
"""Share of the original that must stand in such a text."""
LEAST_COMPARED, LEAST_LENGTH = 24, 120
"""Hashes that could be shared, and words of either text, from which on a rewriting can be told:
short notices of one kind are worded alike (`raises 150 million through an offering of notes`)."""
REWRITTEN_DAYS = 3
"""A rewritten copy comes so many days after its original, at most; a report of the same kind on
another matter may come at any time."""
EVERYWHERE = 0.85
"""Share of a text's regions that must have shared words for that."""
STRETCHES = 8
"""Into so many stretches a text is divided for it."""
STRETCH_SHARE = 0.15
"""Share of a stretch's hashes from which on it has shared words."""
RARE, ALL_RARE = 0.4, 0.6
"""Share of the shared hashes that must be rare: for a contained text, for a rewritten one."""
FILLED_IN = 0.6
"""Numbers and names must agree at least so much as the text does: a form with other numbers, such
as a weather report, is no copy."""
DEVIATIONS = 1.5
"""And less than by chance, in standard deviations: one changed word changes three rows of words."""
LEAST_MARKED = {DIGIT: 4, CAPITAL: 8}
"""Shingles with a number, with a name, from which on that can be told."""
NEAR, SAME_LENGTH = 0.75, 0.8
"""A copy is near where of both texts so much is shared, and of one not much less than of the other:
from about one word in eleven changed on it counts as a reprint."""
UNDATED = -(2**62)
PAIRS_AT_ONCE = 4_000_000
"""Pairs, or shared hashes, held in memory at once, more or less."""

Integers = NDArray[np.int64]
Keys = NDArray[np.uint64]
Marks = NDArray[np.bool_]
Kind = Literal["near", "reprint"]

_LOW = np.uint64(2**32 - 1)
_BITS = np.uint64(32)


class Texts(NamedTuple):
    """The sketches of all texts, in order of precedence."""

    keys: Keys
    """Three numbers a text that are the same whenever the text is; shape (texts, 3)."""
    bounds: Keys
    offsets: Integers
    """Where each text's hashes begin; one more at the end."""
    hashes: NDArray[np.uint32]
    places: NDArray[np.uint8]
    days: Integers
    """Of publication, counted from any day; UNDATED where there is none."""

    @property
    def size(self) -> int:
        """How many texts there are."""
        return len(self.bounds)

    @property
    def sizes(self) -> Integers:
        """Hashes of each text."""
        return np.diff(self.offsets)

    @property
    def lengths(self) -> NDArray[np.float64]:
        """Rows of words of each text, estimated where not all are kept."""
        estimated: NDArray[np.float64] = self.sizes * (EVERYTHING / self.bounds)
        return estimated


def gather(sketches: Sequence[Sketch], days: Sequence[int] | None = None) -> Texts:
    """Sketches as columns; the keys are their numbers."""
    sizes = [len(sketch.hashes) for sketch in sketches]
    keys = np.zeros((len(sketches), 3), np.uint64)
    keys[:, 0] = np.arange(len(sketches))
    return Texts(
        keys,
        np.array([sketch.bound for sketch in sketches], np.uint64),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate([s.hashes for s in sketches] or [np.empty(0, np.uint32)]),
        np.concatenate([s.places for s in sketches] or [np.empty(0, np.uint8)]),
        np.full(len(sketches), UNDATED) if days is None else np.array(days, np.int64),
    )


class Pairs(NamedTuple):
    """Pairs of texts by their places in the order."""

    later: Integers
    earlier: Integers

    def where(self, chosen: Marks) -> Pairs:
        """Some of them."""
        return Pairs(self.later[chosen], self.earlier[chosen])

    @property
    def joined(self) -> Keys:
        """Each pair as one number."""
        return (self.later.astype(np.uint64) << _BITS) | self.earlier.astype(np.uint64)

    @classmethod
    def split(cls, joined: Keys) -> Pairs:
        """The pairs of such numbers."""
        return cls((joined >> _BITS).astype(np.int64), (joined & _LOW).astype(np.int64))


class State(NamedTuple):
    """What is kept from one time to the next."""

    keys: Keys
    """Of the texts, in their order then."""
    postings: Keys
    """Every hash of every text: the hash, then the text's place, as one number; ascending."""
    pairs: Keys
    """`Pairs.joined` of those that their sketches say are copies; ascending."""
    shares: NDArray[np.float64]
    """Their measures; shape (pairs, 3)."""
    judged: NDArray[np.uint8]
    """What their sketches say: CONTAINED_PART, REWRITTEN_TEXT or both."""
    counts: Integers
    """Hashes that they share; those of them that are rare; those that make them candidates; shape
    (pairs, 3)."""


CONTAINED_PART, REWRITTEN_TEXT = 1, 2
RARE_COUNT, MAKING_COUNT = 1, 2
NOTHING = State(
    np.empty((0, 3), np.uint64),
    np.empty(0, np.uint64),
    np.empty(0, np.uint64),
    np.empty((0, 3)),
    np.empty(0, np.uint8),
    np.empty((0, 3), np.int64),
)


class Measures(NamedTuple):
    """What pairs have in common."""

    later_share: NDArray[np.float64]
    """Share of the later text's hashes that are the earlier's too."""
    earlier_share: NDArray[np.float64]
    resemblance: NDArray[np.float64]
    """Shared hashes by all hashes of both (Jaccard)."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One text that is a copy, by its place in the order."""

    text: int
    original: int
    kind: Kind
    similarity: float
    """near: resemblance; reprint: the share of one that stands in the other, the larger of both."""
    own_share: float
    """Of the copy, what stands in the original."""
    original_share: float
    """Of the original, what stands in the copy."""


def _ranges(starts: Integers, counts: Integers) -> Integers:
    """The numbers from each start on, so many of each, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + counts, counts)


def _pieces(weights: Integers) -> Iterator[slice]:
    """Stretches whose weights add up to `PAIRS_AT_ONCE`, more or less."""
    sums = np.cumsum(weights)
    first = 0
    while first < len(weights):
        done = int(sums[first - 1]) if first else 0
        after = max(first + 1, int(np.searchsorted(sums, done + PAIRS_AT_ONCE, "right")))
        yield slice(first, after)
        first = after


class _Shared(NamedTuple):
    """The hashes that some pairs share, in order of the pairs."""

    pair: Integers
    hashes: NDArray[np.uint32]
    later_at: Integers
    """Where each stands among the hashes of all texts, for the later text."""
    earlier_at: Integers
    later_at_all: Integers
    """The later text's hashes that could be shared: those below both bounds."""
    later_pair: Integers
    earlier_at_all: Integers
    earlier_pair: Integers


def _below(texts: Texts, chosen: Integers, bounds: Keys) -> tuple[Integers, Integers]:
    """Where the hashes of the chosen texts below these bounds stand, and the number of each's."""
    at = _ranges(texts.offsets[chosen], texts.sizes[chosen])
    number = np.repeat(np.arange(len(chosen)), texts.sizes[chosen])
    inside = texts.hashes[at] < bounds[number]
    return at[inside], number[inside]


def _shared(texts: Texts, pairs: Pairs) -> _Shared:
    bounds = np.minimum(texts.bounds[pairs.later], texts.bounds[pairs.earlier])
    later_at, later_pair = _below(texts, pairs.later, bounds)
    earlier_at, earlier_pair = _below(texts, pairs.earlier, bounds)
    one = (later_pair.astype(np.uint64) << _BITS) | texts.hashes[later_at]
    other = (earlier_pair.astype(np.uint64) << _BITS) | texts.hashes[earlier_at]
    place = np.minimum(np.searchsorted(other, one), max(0, len(other) - 1))
    same = other[place] == one if len(other) else np.zeros(len(one), np.bool_)
    return _Shared(
        later_pair[same],
        texts.hashes[later_at[same]],
        later_at[same],
        earlier_at[place[same]],
        later_at,
        later_pair,
        earlier_at,
        earlier_pair,
    )


def _share(part: Integers, whole: Integers) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)


def _measure(found: _Shared, count: int) -> Measures:
    shared = np.bincount(found.pair, minlength=count)
    later = np.bincount(found.later_pair, minlength=count)
    earlier = np.bincount(found.earlier_pair, minlength=count)
    return Measures(
        _share(shared, later), _share(shared, earlier), _share(shared, later + earlier - shared)
    )


class _Side(NamedTuple):
    """One text of each pair: what of it could be shared and what is."""

    pair: Integers
    places: NDArray[np.uint8]
    shared_pair: Integers
    shared_places: NDArray[np.uint8]

    def where(self, chosen: Marks) -> _Side:
        """Some of the pairs."""
        mine, shared = chosen[self.pair], chosen[self.shared_pair]
        return _Side(
            self.pair[mine], self.places[mine], self.shared_pair[shared], self.shared_places[shared]
        )

    def and_other(self, other: _Side) -> _Side:
        """One side of some pairs and the other side of others."""
        return _Side(
            np.concatenate([self.pair, other.pair]),
            np.concatenate([self.places, other.places]),
            np.concatenate([self.shared_pair, other.shared_pair]),
            np.concatenate([self.shared_places, other.shared_places]),
        )

    def filled_in(self, count: int, share: NDArray[np.float64]) -> Marks:
        """Whether numbers or names agree much less than the text does."""
        found = np.zeros(count, np.bool_)
        for mark, least in LEAST_MARKED.items():
            all_ = np.bincount(self.pair[(self.places & mark) > 0], minlength=count)
            marked = (self.shared_places & mark) > 0
            agreed = np.bincount(self.shared_pair[marked], minlength=count)
            chance = DEVIATIONS * np.sqrt(WORDS * all_ * share * (1 - share))
            less = agreed < np.minimum(FILLED_IN * share * all_, share * all_ - chance)
            found |= (all_ >= least) & less
        return found

    def everywhere(self, count: int) -> NDArray[np.float64]:
        """Share of the text's stretches that have shared words."""
        shift = int(np.log2(REGIONS // STRETCHES)) + 2
        cells = count * STRETCHES
        all_ = np.bincount(self.pair * STRETCHES + (self.places >> shift), minlength=cells)
        shared = np.bincount(
            self.shared_pair * STRETCHES + (self.shared_places >> shift), minlength=cells
        )
        touched = (shared > 0) & (shared >= STRETCH_SHARE * all_)
        return _share(
            touched.reshape(-1, STRETCHES).sum(axis=1),
            (all_ > 0).reshape(-1, STRETCHES).sum(axis=1),
        )


class Judgement(NamedTuple):
    """What the sketches of pairs say, without regard to the rest of the archive.

    A text is *contained* where at least `CONTAINED` of it stands in the other, and the copy has
    `OWN_SHARE` of its own text from the original: so a round-up of three stories copies none of
    them. It is *rewritten* where at least `REWRITTEN` of the copy stands in the original, all over
    the text. Neither where its numbers and names agree much less than its words: a form, filled in
    anew.
    """

    measures: Measures
    contained: Marks
    rewritten: Marks


def _judge(texts: Texts, pairs: Pairs, found: _Shared) -> Judgement:
    count = len(pairs.later)
    measures = _measure(found, count)
    later, earlier, _ = measures
    larger = np.maximum(later, earlier)
    places = texts.places
    copy = _Side(found.later_pair, places[found.later_at_all], found.pair, places[found.later_at])
    other = _Side(
        found.earlier_pair, places[found.earlier_at_all], found.pair, places[found.earlier_at]
    )
    part = copy.where(later >= earlier).and_other(other.where(later < earlier))
    enough = np.bincount(found.pair, minlength=count) >= LEAST_SHARED
    sound = enough & ~part.filled_in(count, larger)
    contained = sound & (larger >= CONTAINED) & (later >= OWN_SHARE)
    rewritten = sound & (later >= REWRITTEN) & (earlier >= REWRITTEN_OTHER)
    rewritten &= copy.everywhere(count) >= EVERYWHERE
    for which, texts_of in (
        (found.later_pair, pairs.later),
        (found.earlier_pair, pairs.earlier),
    ):
        rewritten &= np.bincount(which, minlength=count) >= LEAST_COMPARED
        rewritten &= texts.lengths[texts_of] >= LEAST_LENGTH
    return Judgement(measures, contained, rewritten)


class _Lists(NamedTuple):
    """The texts that have each hash."""

    starts: Integers
    sizes: Integers


def _lists(postings: Keys) -> _Lists:
    hashes = (postings >> _BITS).astype(np.uint32)
    first = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    return _Lists(starts, np.diff(starts, append=len(hashes)))


def _lists_of(postings: Keys, hashes: NDArray[np.uint32]) -> _Lists:
    """The lists of these hashes alone."""
    wide = np.unique(hashes).astype(np.uint64) << _BITS
    starts = np.searchsorted(postings, wide)
    sizes = np.searchsorted(postings, wide | _LOW, "right") - starts
    return _Lists(starts[sizes > 0], sizes[sizes > 0])


def _hashes_of(texts: Texts, chosen: Marks) -> NDArray[np.uint32]:
    numbers = np.flatnonzero(chosen)
    return texts.hashes[_ranges(texts.offsets[numbers], texts.sizes[numbers])]


def _discover(texts: Texts, postings: Keys, fresh: Marks) -> Pairs:
    """The candidates of which one at least is fresh.

    A pair is one where the texts share three hashes that are not in a `CROWD`, and of each of which
    the earlier text is among the first `FEW` that have it; and an eighth of the smaller sketch.
    """
    everything = bool(fresh.all())
    if everything:
        starts, sizes = _lists(postings)
    else:
        starts, sizes = _lists_of(postings, _hashes_of(texts, fresh))
    useful = (sizes >= 2) & (sizes <= CROWD)
    starts, sizes = starts[useful], sizes[useful]
    at = _ranges(starts, sizes)
    texts_at = (postings[at] & _LOW).astype(np.int64)
    begin = np.repeat(starts, sizes)
    before = np.minimum(at - begin, FEW)
    # One text's pairs have to be counted together, and so come in one piece.
    order = np.argsort(texts_at, kind="stable")
    texts_at, begin, before = texts_at[order], begin[order], before[order]
    weights = np.bincount(texts_at, weights=before, minlength=texts.size).astype(np.int64)
    rows = np.searchsorted(texts_at, np.arange(texts.size + 1))
    found = []
    for piece in _pieces(weights):
        cut = slice(int(rows[piece.start]), int(rows[piece.stop]))
        counts = before[cut]
        later = np.repeat(texts_at[cut], counts)
        earlier = (postings[_ranges(begin[cut], counts)] & _LOW).astype(np.int64)
        if not everything:
            chosen = fresh[later] | fresh[earlier]
            later, earlier = later[chosen], earlier[chosen]
        joined = Pairs(later, earlier).joined
        joined.sort()
        starts_at = _lists_of_equal(joined)
        times = np.diff(starts_at, append=len(joined))
        pairs = Pairs.split(joined[starts_at])
        found.append(pairs.where(_enough(texts, pairs, times)).joined)
    return Pairs.split(np.concatenate(found) if found else np.empty(0, np.uint64))


def _lists_of_equal(values: Keys) -> Integers:
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return np.flatnonzero(first)


def _enough(texts: Texts, pairs: Pairs, times: Integers) -> Marks:
    smaller = np.minimum(texts.sizes[pairs.later], texts.sizes[pairs.earlier])
    return (times >= 3) & (times * 8 >= smaller)


class _Weighed(NamedTuple):
    """Pairs that their sketches say are copies; the columns are those of the state."""

    pairs: Keys
    shares: NDArray[np.float64]
    judged: NDArray[np.uint8]
    counts: Integers

    def where(self, chosen: Marks) -> _Weighed:
        """Some of them."""
        return _Weighed(
            self.pairs[chosen], self.shares[chosen], self.judged[chosen], self.counts[chosen]
        )

    def and_others(self, *others: _Weighed) -> _Weighed:
        """All of them, in order."""
        pairs, shares, judged, counts = (
            np.concatenate(column) for column in zip(self, *others, strict=True)
        )
        order = np.argsort(pairs)
        return _Weighed(pairs[order], shares[order], judged[order], counts[order])

    def copies(self, texts: Texts) -> Marks:
        """Those that are copies in view of the whole archive."""
        pairs = Pairs.split(self.pairs)
        enough = _enough(texts, pairs, self.counts[:, MAKING_COUNT])
        rare = _share(self.counts[:, RARE_COUNT], self.counts[:, 0])
        surely = self.shares[:, :2].max(axis=1, initial=0) >= SURELY_CONTAINED
        part = ((self.judged & CONTAINED_PART) > 0) & ((rare >= RARE) | surely)
        rewritten = ((self.judged & REWRITTEN_TEXT) > 0) & (rare >= ALL_RARE)
        found: Marks = enough & (part | (rewritten & _about_the_same_day(texts, pairs)))
        return found


def _weigh(texts: Texts, postings: Keys, pairs: Pairs) -> _Weighed:
    """Those of the pairs that their sketches say are copies, weighed against the whole archive."""
    found = _Weighed(*NOTHING[2:])
    pieces = []
    for piece in _pieces(texts.sizes[pairs.later] + texts.sizes[pairs.earlier]):
        part = Pairs(pairs.later[piece], pairs.earlier[piece])
        shared = _shared(texts, part)
        judged = _judge(texts, part, shared)
        likely = judged.contained | judged.rewritten
        if likely.any():
            pieces.append(_weigh_piece(postings, part, judged, shared).where(likely))
    return found.and_others(*pieces)


def _weigh_piece(postings: Keys, pairs: Pairs, judged: Judgement, shared: _Shared) -> _Weighed:
    likely = judged.contained | judged.rewritten
    chosen = likely[shared.pair]
    of_pair, own_hashes = shared.pair[chosen], shared.hashes[chosen].astype(np.uint64) << _BITS
    count = len(likely)
    hashes, which = np.unique(own_hashes, return_inverse=True)
    starts = np.atleast_1d(np.searchsorted(postings, hashes))
    sizes = (np.searchsorted(postings, hashes | _LOW, "right") - starts)[which]
    # Only in longer lists can the earlier text stand behind the first few.
    long = np.flatnonzero((sizes > FEW) & (sizes <= CROWD))
    wanted = own_hashes[long] | pairs.earlier[of_pair[long]].astype(np.uint64)
    place = np.searchsorted(postings, wanted) - starts[which[long]]
    rare = np.bincount(of_pair[sizes <= FEW], minlength=count)
    making = rare + np.bincount(of_pair[long[place < FEW]], minlength=count)
    said = judged.contained * np.uint8(CONTAINED_PART)
    said |= judged.rewritten * np.uint8(REWRITTEN_TEXT)
    counts = np.stack([np.bincount(of_pair, minlength=count), rare, making], axis=1)
    return _Weighed(pairs.joined, np.stack(judged.measures, axis=1), said, counts)


def _about_the_same_day(texts: Texts, pairs: Pairs) -> Marks:
    later, earlier = texts.days[pairs.later], texts.days[pairs.earlier]
    close: Marks = np.abs(later - earlier) <= REWRITTEN_DAYS
    close |= (later == UNDATED) | (earlier == UNDATED)
    return close


def _all_postings(texts: Texts, chosen: Marks) -> Keys:
    numbers = np.flatnonzero(chosen)
    postings = _hashes_of(texts, chosen).astype(np.uint64)
    postings <<= _BITS
    postings |= np.repeat(numbers.astype(np.uint64), texts.sizes[numbers])
    postings.sort()
    return postings


def _places_then(state: State, texts: Texts) -> Integers | None:
    """Of each text of the state its place now, -1 where it has gone.

    None where those that are left are not in the order that they were in: then nothing of the state
    can be used.
    """
    width = [("a", np.uint64), ("b", np.uint64), ("c", np.uint64)]
    now = np.ascontiguousarray(texts.keys).view(width).ravel()
    then = np.ascontiguousarray(state.keys).view(width).ravel()
    order = np.argsort(now)
    at = np.minimum(np.searchsorted(now[order], then), max(0, len(now) - 1))
    if not len(now):
        return np.full(len(then), -1)
    places = np.where(now[order[at]] == then, order[at], -1)
    left = places[places >= 0]
    return places if bool((np.diff(left) > 0).all()) else None


def _texts_of(postings: Keys) -> NDArray[np.uint32]:
    """The places in the postings, to be read and written."""
    return postings.view(np.uint32)[0 if sys.byteorder == "little" else 1 :: 2]


def _moved(postings: Keys, places: Integers) -> Keys:
    """Postings by the places that the texts have now, without those of texts that have gone."""
    moved = postings[places[(postings & _LOW).astype(np.int64)] >= 0]
    texts_at = _texts_of(moved)
    texts_at[:] = places.astype(np.uint32)[texts_at]
    return moved


def _joined(old: Keys, places: Integers, new: Keys) -> Keys:
    """All postings, by the places that the texts have now.

    Args:
        old: by the places of then.
        places: of each text of then, now; ascending.
        new: of other texts, by their places now.
    """
    then = np.searchsorted(places, (new & _LOW).astype(np.int64)).astype(np.uint64)
    at = np.searchsorted(old, (new & ~_LOW) | then) + np.arange(len(new))
    # In one piece of memory: there may be a hundred million.
    joined = np.zeros(len(old) + len(new), np.uint64)
    is_old = np.ones(len(joined), np.bool_)
    is_old[at] = False
    joined[is_old] = old
    texts_at = _texts_of(joined)
    if len(places):
        texts_at[:] = places.astype(np.uint32)[texts_at]
    joined[at] = new
    return joined


def _stirred(postings: Keys, lists: _Lists, gone: Marks) -> Marks:
    """The texts that can have new candidates because others have gone.

    A list that was a crowd is none any more; or a text comes to be among the first few of a list.
    """
    found = np.zeros(len(gone), np.bool_)
    starts, sizes = lists.starts[lists.sizes > FEW], lists.sizes[lists.sizes > FEW]
    if not len(starts):
        return found
    texts_at = (postings[_ranges(starts, sizes)] & _LOW).astype(np.int64)
    out = gone[texts_at]
    first = np.cumsum(sizes) - sizes
    left = sizes - np.add.reduceat(out.astype(np.int64), first)
    gone_before = np.cumsum(out.astype(np.int64))
    gone_before -= np.repeat(gone_before[first] - out[first].astype(np.int64), sizes)
    place_then = np.arange(len(out)) - np.repeat(first, sizes)
    comes_up = (place_then >= FEW) & (place_then - gone_before < FEW)
    comes_up |= np.repeat(sizes > CROWD, sizes)
    found[texts_at[comes_up & np.repeat(left <= CROWD, sizes)]] = True
    return found & ~gone


class _Shaken(NamedTuple):
    """What it makes of the counts of pairs that some other texts are there."""

    postings: Keys
    """Of the lists to which it makes a difference; ascending."""
    rare: Integers
    """For each: by how much a pair of which this is the earlier text, and whose later one is in the
    list too, has more rare hashes with those texts than without."""
    making: Integers
    """The same for hashes that make candidates."""

    def change(self, pairs: Pairs, count: int) -> Integers:
        """What it makes of the counts of these pairs, of this number of texts; as the state's."""
        changed = np.zeros((len(pairs.later), 3), np.int64)
        matters = np.flatnonzero((self.rare != 0) | (self.making != 0))
        texts_at = (self.postings[matters] & _LOW).astype(np.int64)
        matters = matters[np.argsort(texts_at, kind="stable")]
        sizes = np.bincount(texts_at, minlength=count)
        starts = np.cumsum(sizes) - sizes
        some = np.flatnonzero(sizes[pairs.earlier] > 0)
        for piece in _pieces(sizes[pairs.earlier[some]]):
            chosen = some[piece]
            counts = sizes[pairs.earlier[chosen]]
            at = matters[_ranges(starts[pairs.earlier[chosen]], counts)]
            wanted = self.postings[at] & ~_LOW
            wanted |= np.repeat(pairs.later[chosen].astype(np.uint64), counts)
            place = np.minimum(np.searchsorted(self.postings, wanted), len(self.postings) - 1)
            met = self.postings[place] == wanted
            which = np.repeat(np.arange(len(chosen)), counts)[met]
            for column, by in ((RARE_COUNT, self.rare), (MAKING_COUNT, self.making)):
                more = np.bincount(which, weights=by[at[met]], minlength=len(chosen))
                changed[chosen, column] = more.astype(np.int64)
        return changed


def _shaken(postings: Keys, lists: _Lists, some: Marks) -> _Shaken:
    """What it makes of the counts of pairs of other texts that some texts are there.

    With those a list is longer: too long for its hash to be rare, or to make candidates. Else they
    may stand among the first few of it, and push others out.

    Args:
        postings: with those texts.
        lists: those that they are in, at least.
        some: the texts.
    """
    # Of longer lists nothing comes, with those texts or without.
    some_lists = (lists.sizes > FEW) & (lists.sizes <= CROWD + np.count_nonzero(some))
    starts, sizes = lists.starts[some_lists], lists.sizes[some_lists]
    if not len(starts):
        return _Shaken(postings[:0], np.empty(0, np.int64), np.empty(0, np.int64))
    within = postings[_ranges(starts, sizes)]
    theirs = some[(within & _LOW).astype(np.int64)]
    first = np.cumsum(sizes) - sizes
    without = np.repeat(sizes - np.add.reduceat(theirs.astype(np.int64), first), sizes)
    place = np.arange(len(theirs)) - np.repeat(first, sizes)
    theirs_before = np.cumsum(theirs.astype(np.int64))
    theirs_before -= np.repeat(theirs_before[first] - theirs[first].astype(np.int64), sizes)
    was_rare = without <= FEW
    made = was_rare | ((without <= CROWD) & (place - theirs_before < FEW))
    makes = np.repeat(sizes <= CROWD, sizes) & (place < FEW)
    rare = np.where(theirs, 0, -was_rare.astype(np.int64))
    making = np.where(theirs, 0, makes.astype(np.int64) - made)
    touched = np.repeat(np.logical_or.reduceat((rare != 0) | (making != 0), first), sizes)
    return _Shaken(within[touched], rare[touched], making[touched])


class Found(NamedTuple):
    """The pairs that are copies, and what to keep for the next time."""

    pairs: Pairs
    measures: Measures
    state: State


def find_pairs(texts: Texts, state: State = NOTHING) -> Found:
    """The pairs of texts that are copies.

    Args:
        texts: all of them, in order of precedence.
        state: what was kept the last time; changes the cost, never the result.
    """
    places = _places_then(state, texts)
    if places is None:
        state, places = NOTHING, np.empty(0, np.int64)
    fresh = np.ones(texts.size, np.bool_)
    fresh[places[places >= 0]] = False
    old = state.postings
    then = Pairs.split(state.pairs)
    known = _Weighed(*state[2:])
    gone = places < 0
    stirred = np.zeros(texts.size, np.bool_)
    if gone.any():
        theirs = gone[(old & _LOW).astype(np.int64)]
        lists = _lists_of(old, (old[theirs] >> _BITS).astype(np.uint32))
        stirred[places[_stirred(old, lists, gone)]] = True
        without = _shaken(old, lists, gone)
        old = _moved(old, np.where(gone, -1, np.cumsum(~gone) - 1))
        left = ~gone[then.later] & ~gone[then.earlier]
        known, then = known.where(left), then.where(left)
        known = known._replace(counts=known.counts - without.change(then, len(gone)))
    known = known._replace(pairs=Pairs(places[then.later], places[then.earlier]).joined)
    new = _all_postings(texts, fresh)
    postings = _joined(old, places[~gone], new) if len(old) else new
    if len(old):
        shaken = _shaken(postings, _lists_of(postings, _hashes_of(texts, fresh)), fresh)
        more = shaken.change(Pairs.split(known.pairs), texts.size)
        known = known._replace(counts=known.counts + more)
    candidates = np.setdiff1d(_discover(texts, postings, fresh | stirred).joined, known.pairs)
    weighed = known.and_others(_weigh(texts, postings, Pairs.split(candidates)))
    copies = weighed.copies(texts)
    return Found(
        Pairs.split(weighed.pairs[copies]),
        Measures(*weighed.shares[copies].T),
        State(texts.keys, postings, *weighed),
    )


def bind(pairs: Pairs, measures: Measures) -> list[Copy]:
    """Each copy with its one original: the most similar of those that are no copies themselves."""
    order = np.lexsort((pairs.earlier, -measures.resemblance, pairs.later))
    columns = (*pairs, *measures)
    copies: dict[int, Copy] = {}
    for later, earlier, own, others, resemblance in zip(
        *(column[order].tolist() for column in columns), strict=True
    ):
        if later in copies or earlier in copies:
            continue
        same_length = min(own, others) >= SAME_LENGTH * max(own, others)
        near = same_length and min(own, others) >= NEAR
        copies[later] = Copy(
            later,
            earlier,
            "near" if near else "reprint",
            resemblance if near else max(own, others),
            own,
            others,
        )
    return list(copies.values())


def compare(one: Sketch, other: Sketch) -> Measures:
    """What two texts have in common, for whoever asks about these two: `later` is `one`."""
    texts = gather([other, one])
    pair = Pairs(np.array([1]), np.array([0]))
    return _measure(_shared(texts, pair), 1)


assert EVERYTHING <= 2**32  # noqa: S101  # a hash and a place make one number of 64 bits
