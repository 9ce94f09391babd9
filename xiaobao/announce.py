"""Says when everything answers: the line `xiaobao ready on http://…`."""

import sys
import time

import httpx

from xiaobao.settings import Settings


def wait_ready(base: str, seconds: float, every: float = 0.1) -> bool:
    """True once ``/readyz`` answers 200 within the time given."""
    deadline = time.monotonic() + seconds
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline:
            try:
                if client.get(f"{base}/readyz").status_code == 200:
                    return True
            except httpx.HTTPError:
                pass
            time.sleep(every)
    return False


def main() -> None:
    """Wait and print; exits 1 when the processes do not answer within two minutes."""
    settings = Settings()
    if not wait_ready(settings.base_url, 120):
        sys.exit("xiaobao is not ready after 120 s: see the lines above")
    print(f"xiaobao ready on {settings.base_url}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
