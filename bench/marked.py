"""Pages of which a part is generated: it stands between two marks, and what is around them is kept."""

from __future__ import annotations

from pathlib import Path


def replaced(page: str, generated: str, begin: str, end: str) -> str:
    """The page with the text between its marks replaced. Raises ValueError where a mark is missing or doubled."""
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(end) < page.index(begin):
        raise ValueError(f"the page needs {begin} and after it {end}, once each")
    before, rest = page.split(begin)
    return f"{before}{begin}\n{generated.strip()}\n{end}{rest.split(end)[1]}"


def rewrite(path: Path, generated: str, begin: str, end: str) -> None:
    """As `replaced`, in the file."""
    path.write_text(replaced(path.read_text(encoding="utf-8"), generated, begin, end), encoding="utf-8")
