"""`python -m api.cli` is `matcher`."""

from api.cli import main

main()
