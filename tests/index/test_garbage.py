"""Collecting seldom, and as before afterwards."""

from __future__ import annotations

import gc

import pytest

from index.garbage import SELDOM, collected_seldom


def test_it_is_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with collected_seldom():
        assert gc.get_threshold() == SELDOM
        assert gc.isenabled()
    assert gc.get_threshold() == before


def test_it_is_as_before_where_something_failed() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="fails"), collected_seldom():
        raise ValueError("it fails")
    assert gc.get_threshold() == before
