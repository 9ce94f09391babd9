"""Hashes that cost nothing: what real ones cost is tested where passwords are (tests/casework/staff)."""

from argon2 import PasswordHasher

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
