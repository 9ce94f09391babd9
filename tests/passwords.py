"""Hashes that cost nothing, for all tests but the one that is about the cost."""

from argon2 import PasswordHasher

from casework.staff import passwords

REAL = passwords._HASHER
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
