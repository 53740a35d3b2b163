"""Run as a process of its own: writes bursts to a store, and says so after each."""

import resource
import sys

from store_filled import take
from store_made_up import beacon, event

from alerts.store.safe import SafeStore


def main(path: str, first: int, count: int, largest_file: int) -> None:
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
    store = SafeStore(path, report=lambda line: print("report", line, flush=True))
    for number in range(first, first + count):
        store.write(lambda books, number=number: take(books, event(number, beacon(number % 7))))
        print("wrote", number, store.fault is None, flush=True)
        if largest_file and number == first + count - 10:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            store._try_again_at = 0.0
    store.close()
    print("closed", store.fault, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
