"""Pairs of nearly equal sets of character pairs, without comparing everything with everything."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from math import ceil


def near(left: Sequence[Set[str]], right: Sequence[Set[str]], threshold: float) -> Iterator[tuple[int, int]]:
    """Index pairs whose Jaccard index is at least `threshold` (prefix filtering, Chaudhuri et al. 2006).

    Sets that are that alike share one of their few rarest members, whichever order "rare" is counted in.
    """
    common = Counter(gram for grams in (*left, *right) for gram in grams)

    def rarest(grams: Set[str]) -> list[str]:
        ordered = sorted(grams, key=lambda gram: (common[gram], gram))
        return ordered[: len(ordered) - ceil(len(ordered) * threshold) + 1]

    index: defaultdict[str, list[int]] = defaultdict(list)
    for number, grams in enumerate(right):
        for gram in rarest(grams):
            index[gram].append(number)
    for number, grams in enumerate(left):
        for other in sorted({candidate for gram in rarest(grams) for candidate in index[gram]}):
            both = len(grams & right[other])
            if both >= threshold * (len(grams) + len(right[other]) - both):
                yield number, other
