"""`python -m tests.hashed` is `matcher` with the deterministic encoder, for tests that start processes."""

from __future__ import annotations

from api import wiring
from api.cli import main
from tests.fakes import HashEncoder

# At import: the processes that this one starts import its main module too.
wiring.TransformerEncoder = lambda choice: HashEncoder()  # type: ignore[misc, assignment]

if __name__ == "__main__":
    main()
