"""Patents that services export as tables: The Lens, PatentsView, NASA, a page."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from corpus.drafts import LegalStatus
from corpus.importers.detect import detect
from corpus.importers.source import sources
from corpus.problems import Invalid
from tests.corpus.importers.reading import patent, taken


def test_lens_tables_old_and_new() -> None:
    old = (
        '"#",Jurisdiction,Kind,Publication Number,Lens ID,Publication Date,Application Number,Application Date,Title,'
        "Applicants,Inventors,CPC Classifications,IPCR Classifications\n"
        "1,US,B2,US 7000001 B2,0-1,2006-02-14,US 1 A,2005-02-01,Mast,HANBIT;;SAEBYEOL,KIM;;LEE,F16M11/04;;B60R11/00,\n"
    )
    new = (
        '"#",Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Application Date,Title,Abstract,Applicants,Owners,'
        "Legal Status\n1,WO,A1,WO 2006/000001 A1,0-2,2006-01-05,2005-02-01,Mast,Folds.,HANBIT,SAEBYEOL,Active\n"
    )
    first = patent(taken(old, "lens-table")[0])
    assert (first.id, first.kind, first.publication_number) == ("US7000001", "B2", "US7000001B2")
    assert [owner.name for owner in first.owners] == ["HANBIT", "SAEBYEOL"]
    assert (first.inventors, first.cpc) == (("KIM", "LEE"), ("F16M 11/04", "B60R 11/00"))
    second = patent(taken(new, "lens-table")[0])
    assert (second.id, second.abstract, second.owners[0].name) == ("WO2006000001", "Folds.", "SAEBYEOL")
    assert second.legal_status is LegalStatus.GRANTED


PATENTSVIEW = {
    "g_patent.tsv": "patent_id\tpatent_type\tpatent_date\tpatent_title\twipo_kind\twithdrawn\n"
    '7000001\tutility\t2006-02-14\t"Folding mast"\tB1\t0\nD500001\tdesign\t2006-02-14\tMast\tS1\t0\n',
    "g_patent_abstract.tsv": 'patent_id\tpatent_abstract\n7000001\t"It\nfolds."\n',
    "g_application.tsv": "application_id\tpatent_id\tfiling_date\n10/000001\t7000001\t2005-03-04\n",
    "g_assignee_disambiguated.tsv": "patent_id\tassignee_sequence\tassignee_id\tdisambig_assignee_organization\n"
    "7000001\t0\tx\tHanbit\n",
    "g_cpc_current.tsv": "patent_id\tcpc_sequence\tcpc_section\tcpc_group\n7000001\t0\tF\tF16M11/04\n",
    "g_gov_interest.tsv": "patent_id\tgi_statement\n7000001\tMade with support of the Navy.\n",
}


def test_patentsview_joined_in_one_folder_or_archive(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in PATENTSVIEW.items():
        (folder / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, text in PATENTSVIEW.items():
            archive.writestr(name, text)
    for place in (folder, tmp_path / "all.zip"):
        found = {source.name.split("!")[-1]: source for source in sources(place)}
        main = found.pop("g_patent.tsv")
        first, second = detect(main).read(main)
        draft = patent(first)
        assert (draft.id, draft.abstract, draft.filing_date) == ("US7000001", "It folds.", date(2005, 3, 4))
        assert (draft.owners[0].name, draft.cpc) == ("Hanbit", ("F16M 11/04",))
        assert (draft.government_interest, draft.agencies) == (True, ("Navy",))
        assert (patent(second).id, patent(second).abstract) == ("USD500001", "")
        for companion in found.values():
            with pytest.raises(Invalid) as refusal:
                list(detect(companion).read(companion))
            assert refusal.value.problem.code == "companion_file"


def test_nasa_table_and_answer() -> None:
    table = (
        "Center,Status,Case Number,Patent Number,Application SN,Title,Patent Expiration Date\n"
        'NASA Example Center,Issued,EX-1,"7,000,001","10/000,001",Mast,10/03/2030\n'
        'NASA Example Center,Application,EX-2,0,"13/000,002",Boom,0000-00-00\n'
        "NASA Example Center,Application,EX-3,,,Strut,\n"
    )
    drafts = [patent(parsed) for parsed in taken(table, "nasa")]
    assert [draft.id for draft in drafts] == ["US7000001", "US13/000002", "NASA-EX-3"]
    assert drafts[0].owners[0].name == "NASA Example Center"
    answer = {
        "results": [
            [
                "id1",
                "EX-4",
                "Folding <span>mast</span>",
                "<p>It &amp; folds.</p>",
                "EX-4",
                "materials",
                "",
                "",
                "",
                "EX",
            ]
        ],
        "count": 1,
        "total": 1,
        "perpage": 10,
        "page": 0,
    }
    draft = patent(taken(answer, "nasa")[0])
    assert (draft.id, draft.title, draft.abstract) == ("NASA-EX-4", "Folding mast", "It & folds.")


def test_a_markdown_page() -> None:
    page = (
        "---\n\ntitle: Folding mast: light\nabstract: It folds.\n"
        "owner: The United States of America, as represented by the Secretary of the Navy\n"
        "number: 07000001\nowner_country: US\npublication_date: 20050321\n---\nText.\n\n"
        "The invention may be used by or for the Government for governmental purposes.\n\nMore.\n"
    )
    draft = patent(taken(page, "patent-markdown")[0])
    assert (draft.id, draft.title, draft.filing_date) == ("US7000001", "Folding mast: light", date(2005, 3, 21))
    assert (draft.government_interest, draft.agencies) == (True, ("Navy",))
    assert draft.interest_statement == "The invention may be used by or for the Government for governmental purposes."


def test_patentsview_in_one_wide_table_and_in_an_answer() -> None:
    table = (
        "patent_id,patent_title,patent_abstract,patent_date,assignee_organization,cpc_group,filing_date\n"
        "7000001,Mast,It folds.,2006-02-14,Hanbit,F16M11/04,2005-03-04\n"
    )
    answer = {
        "patents": [
            {
                "patent_id": "7000001",
                "patent_title": "Mast",
                "patent_abstract": "It folds.",
                "patent_date": "2006-02-14",
                "assignees": [{"assignee_organization": "Hanbit", "assignee_country": "KR"}],
                "cpc_current": [{"cpc_group_id": "F16M11/04"}],
                "application": [{"filing_date": "2005-03-04"}],
                "inventors": [{"inventor_name_first": "Gasang", "inventor_name_last": "Kim"}],
            }
        ]
    }
    for data in (table, answer):
        draft = patent(taken(data, "patentsview")[0])
        assert (draft.owners[0].name, draft.cpc, draft.abstract) == ("Hanbit", ("F16M 11/04",), "It folds.")
        assert draft.filing_date == date(2005, 3, 4)
    assert (draft.owners[0].country, draft.inventors) == ("KR", ("Gasang Kim",))


def test_patentsview_places_inventors_and_classes_beside(tmp_path: Path) -> None:
    tables = {
        "g_patent.tsv": "patent_id\tpatent_title\n7000001\tMast\n",
        "g_assignee_disambiguated.tsv": "patent_id\tassignee_sequence\tdisambig_assignee_organization\tlocation_id\n"
        "7000001\t0\tHanbit\tp1\n",
        "g_location_disambiguated.tsv": "location_id\tdisambig_city\tdisambig_country\np1\tBusan\tKR\n",
        "g_inventor_disambiguated.tsv": "patent_id\tinventor_sequence\tdisambig_inventor_name_first"
        "\tdisambig_inventor_name_last\n7000001\t0\tGasang\tKim\n",
        "g_ipc_at_issue.tsv": "patent_id\tipc_sequence\tsection\tipc_class\tsubclass\tmain_group\tsubgroup\n"
        "7000001\t0\tF\t16\tM\t11\t04\n",
        "g_claims.tsv": "patent_id\tclaim_sequence\tclaim_text\n7000001\t0\t1. A mast.\n",
    }
    for name, written in tables.items():
        (tmp_path / name).write_text(written, encoding="utf-8")
    found = {source.name: source for source in sources(tmp_path)}
    (parsed,) = detect(found["g_patent.tsv"]).read(found["g_patent.tsv"])
    draft = patent(parsed)
    assert (draft.owners[0].country, draft.inventors, draft.ipc) == ("KR", ("Gasang Kim",), ("F16M 11/04",))
    assert draft.claims == ("1. A mast.",)


def test_patentsview_applications() -> None:
    text = "pgpub_id\tapplication_title\tpublished_date\twipo_kind\n20060000001\tMast\t2006-01-05\tA1\n"
    draft = patent(taken(text, "patentsview")[0])
    assert (draft.id, draft.grant_date, draft.legal_status) == ("US20060000001", None, LegalStatus.UNKNOWN)
