"""A filed complaint on each database."""

import pytest

from casework.db import Database
from tests.casework.complaints.case import Case


@pytest.fixture
def case(database: Database) -> Case:
    return Case(database)
