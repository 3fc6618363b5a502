"""Writes what CPython's own `random` gives, for the golden test of `src/random.rs`.

    python2.7 cpython_random.py > cpython2_random.csv
    python3.11 cpython_random.py > cpython3_random.csv

One line a seed: random() three times, gauss(0, 0.5) three times (so that the
spare is left over), choice of 40 six times, randint(0, 99) six times; then,
seeded again, gauss(1, 2) twice. Floats stand as their 64 bits in hexadecimal.
"""
from __future__ import print_function
import random
import struct

SEEDS = [0, 1, 7, 42, 2015, 123456789, 4294967295, 4294967296, 4294967297,
         1234567890123456789, 18446744073709551615]


def bits(x):
    return "%016x" % struct.unpack(">Q", struct.pack(">d", x))[0]


print("seed,random,gauss,choice40,randint0_99,gauss_reseeded")
for seed in SEEDS:
    random.seed(seed)
    row = [
        str(seed),
        " ".join(bits(random.random()) for _ in range(3)),
        " ".join(bits(random.gauss(0.0, 0.5)) for _ in range(3)),
        " ".join(str(random.choice(range(40))) for _ in range(6)),
        " ".join(str(random.randint(0, 99)) for _ in range(6)),
    ]
    random.seed(seed)
    row.append(" ".join(bits(random.gauss(1.0, 2.0)) for _ in range(2)))
    print(",".join(row))
