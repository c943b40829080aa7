"""`python -m tests.hashed` is `matcher` with the deterministic encoder, for tests that start processes."""

from __future__ import annotations

from api.cli import main
from index import recipe
from tests.fakes import HashEncoder

# At import: the processes that this one starts import its main module too.
recipe.TransformerEncoder = lambda choice: HashEncoder()  # type: ignore[misc, assignment]

if __name__ == "__main__":
    main()
