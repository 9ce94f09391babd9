"""What callers get of staff accounts and logins; never a password hash or the hash of a token."""

from dataclasses import dataclass, field
from datetime import datetime

from casework.audit.types import Actor
from casework.staff.roles import Permission, may
from casework.statuses import Role


@dataclass(frozen=True, slots=True)
class Staff:
    """One account."""

    id: str
    name: str
    role: Role
    must_change: bool
    created_at: datetime
    last_login_at: datetime | None
    disabled_at: datetime | None
    # How customers see them; without a name by the number alone.
    public_name: str | None = None
    number: int = 0
    family_name: str | None = None

    def actor(self, address: str | None = None) -> Actor:
        """This person as the one who acts."""
        return Actor(self.id, self.name, self.role, address)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account with its one-time password, which is shown once and kept nowhere."""

    staff: Staff
    one_time_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session token belongs to. With `must_change`, only changing the password is allowed."""

    staff: Staff
    expires_at: datetime
    seen_at: datetime

    def may(self, permission: Permission) -> bool:
        """Whether they may do it now."""
        return not self.staff.must_change and may(self.staff.role, permission)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that stands open; `id` names it and opens nothing. `address` is where it was begun."""

    id: str
    created_at: datetime
    seen_at: datetime
    address: str | None


@dataclass(frozen=True, slots=True)
class Login:
    """A new session: its token goes into a cookie and is kept nowhere else."""

    token: str = field(repr=False)
    signed_in: SignedIn
