from __future__ import annotations

import pytest

from corpus.importers.interest import HEADING, interest


@pytest.mark.parametrize(
    "heading",
    [
        "STATEMENT REGARDING FEDERALLY SPONSORED RESEARCH OR DEVELOPMENT",
        "Government Interest",
        "GOVERNMENT RIGHTS",
        "Federal Research Statement",
        "Statement of Government Support",
    ],
)
def test_headings(heading: str) -> None:
    assert HEADING.search(heading)
    assert not HEADING.search("Brief description of the governor")


def test_agencies_by_their_short_names() -> None:
    found = interest(["Made under a contract awarded by the Department of the Navy and by DARPA."])
    assert found.stated is True
    assert found.agencies == ("Navy", "DARPA")


@pytest.mark.parametrize("statement", ["Not applicable.", "N/A", "None"])
def test_a_section_that_denies(statement: str) -> None:
    found = interest([statement])
    assert (found.stated, found.statement, found.agencies) == (False, None, ())


def test_an_owner_that_is_the_government_tells_without_a_section() -> None:
    found = interest([], ["The United States of America as represented by the Secretary of the Army"])
    assert (found.stated, found.statement, found.agencies) == (True, None, ("Army",))
    assert interest([]).stated is None
