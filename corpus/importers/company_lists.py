"""Lists of traded firms: the Korea Exchange's (KIND) and FinanceDatabase.

Exchange: name, stock code, industry, products, web site, region; the country is Korea. FinanceDatabase: symbol
as id and stock code, name, summary, industry (else its group, else the sector), place, web site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.drafts import CompanyDraft
from corpus.importers.cells import text
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.picking import pick
from corpus.importers.plain_companies import fields
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.tables import has, parsed

EXCHANGE_NAMES = ("회사명", "종목명", "한글 종목명", "한글종목명")
STOCK_CODE_DIGITS = 6
KOREAN_SYMBOL = re.compile(r"(\d{6})\.K[QS]$")
"""A Korean symbol is the exchange's code with the market behind it."""


def recognises_exchange(source: Source) -> bool:
    return any(has(source, name, code) for name in EXCHANGE_NAMES for code in ("종목코드", "단축코드"))


def recognises_database(source: Source) -> bool:
    return has(source, "symbol", "name", "summary") and (has(source, "exchange") or has(source, "market_cap"))


def read_exchange(source: Source) -> Iterator[Parsed]:
    return parsed(source, exchange_drafted)


def read_database(source: Source) -> Iterator[Parsed]:
    return parsed(source, database_drafted)


def exchange_drafted(row: Row) -> Parsed:
    """The draft of one listed firm. A spreadsheet drops a code's leading zeros; they are put back."""
    picked = pick("companies", row)
    code = text(picked.get("stock_code"))
    ours = fields(picked) | {
        "country": "KR",
        "stock_code": code.zfill(STOCK_CODE_DIGITS) if isinstance(code, str) and code.isdigit() else code,
    }
    return build(CompanyDraft, row.number, ours, names=picked.names, original=row.original)


def database_drafted(row: Row) -> Parsed:
    """The draft of one security's firm."""
    picked = pick("companies", row)
    cells = row.headed()
    industry = text(cells.get("industry")) or text(cells.get("industrygroup")) or text(cells.get("sector"))
    symbol = text(cells.get("symbol"))
    korean = KOREAN_SYMBOL.match(str(symbol))
    ours = fields(picked) | {"id": symbol, "stock_code": korean[1] if korean else symbol, "industry": industry}
    return build(CompanyDraft, row.number, ours, names={**picked.names, "id": "symbol"}, original=row.original)


EXCHANGE = Format("krx-list", "companies", "Korea Exchange, list of firms", recognises_exchange, read_exchange)
DATABASE = Format("financedatabase", "companies", "FinanceDatabase equities", recognises_database, read_database)
