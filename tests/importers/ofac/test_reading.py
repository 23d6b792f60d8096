import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph.importers.ofac.entry import Address, Identifier, Kind, Layout, Name, Part, Stated, Strength, Vessel
from graph.importers.ofac.errors import ListError, RowError
from graph.importers.ofac.json_stream import MAX_VALUE_CHARACTERS
from graph.importers.ofac.legacy import Companions
from graph.importers.ofac.opening import CHUNK_BYTES
from graph.importers.ofac.reading import parse_row, read_rows, read_state
from graph.importers.ofac.xml_rows import MAX_TEXT_CHARACTERS
from tests.importers.ofac.listed import CSV, DATA, JSON, XML, entries

COMPANIONS = Companions(alt=DATA / "alt.csv", add=DATA / "add.csv", comments=DATA / "sdn_comments.csv")
ROW = b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'

Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file under a name."""

    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def test_a_row_without_header_is_an_entry() -> None:
    maduro = entries(CSV)["22790"]
    assert maduro.name == "MADURO MOROS, Nicolas"
    assert maduro.kind is Kind.INDIVIDUAL
    assert maduro.programs == ("VENEZUELA", "IRAN-CON-ARMS-EO")
    assert maduro.title == "President of the Bolivarian Republic of Venezuela"
    assert maduro.identifiers == (Identifier("Cedula No.", "5892464", "Venezuela"),)
    assert maduro.birth_places == (Stated("Caracas, Venezuela"),)
    assert [note.kind for note in maduro.notes] == ["title"]
    assert maduro.rest == ()


def test_an_empty_column_is_nothing() -> None:
    airline = entries(CSV)["36"]
    assert airline.kind is Kind.ENTITY
    assert (airline.title, airline.vessel, airline.remarks) == (None, None, "")


def test_a_vessel_has_its_columns() -> None:
    tanker = entries(CSV)["15036"]
    assert tanker.vessel == Vessel("T2EU4", "Crude/Oil Products Tanker", "99,144", "56,068", "Iran", None)
    assert Identifier("IMO", "9187629") in tanker.identifiers
    assert tanker.names == (
        Name("ARTAVIL", Strength.PRIMARY),
        Name("ALPHA", Strength.WEAK, "f.k.a."),
    )


def test_companions_add_names_and_addresses() -> None:
    read = entries(CSV, COMPANIONS)
    assert Name("SHONA", Strength.STRONG, "f.k.a.") in read["15036"].names
    assert read["36"].addresses == (Address(None, "Havana", "Cuba"),)
    assert read["15036"].addresses == ()
    assert read["306"].addresses[0] == Address("Zweierstrasse 35", "Zurich CH-8022", "Switzerland")


def test_remarks_go_on_in_the_comments() -> None:
    cut, whole = entries(CSV)["27307"], entries(CSV, COMPANIONS)["27307"]
    assert cut.cut
    assert cut.rest == ("a.k.a. 'WHOIS HACKIN",)
    assert not whole.cut
    assert whole.rest == ()
    assert "WHOIS HACKING TEAM" in [name.text for name in whole.names]


def test_a_companions_row_for_no_entry_is_broken(write: Write) -> None:
    alt = write("alt.csv", b'37,13,"aka","AERO-CARIBBEAN",-0- \r\n')
    with pytest.raises(RowError) as caught:
        list(read_rows(CSV, Companions(alt=alt)))
    assert (caught.value.place.path, caught.value.place.line) == (alt, 1)


def test_only_the_legacy_layout_has_companions() -> None:
    with pytest.raises(ListError):
        read_state(JSON, COMPANIONS)


def test_gzip_is_the_same_state(write: Write) -> None:
    packed = write("sdn-2024-05-03.csv.gz", gzip.compress(CSV.read_bytes()))
    assert read_state(packed).sha256 == read_state(CSV).sha256
    assert [row.digest for row in read_rows(packed)] == [row.digest for row in read_rows(CSV)]


def test_gzip_that_breaks_off_is_no_list(write: Write) -> None:
    torn = write("sdn-2024-05-03.csv.gz", gzip.compress(CSV.read_bytes())[:-200])
    with pytest.raises(ListError):
        list(read_rows(torn))


def test_gzip_that_is_damaged_is_no_list(write: Write) -> None:
    packed = bytearray(gzip.compress(CSV.read_bytes()))
    packed[200:400] = bytes(200)
    with pytest.raises(ListError):
        read_state(write("sdn-2024-05-03.csv.gz", bytes(packed)))


def test_a_byte_order_mark_is_no_part_of_the_number(write: Write) -> None:
    assert [row.number for row in read_rows(write("sdn-2024-05-03.csv", b"\xef\xbb\xbf" + ROW))] == ["36"]


def test_a_state_says_what_it_speaks_of() -> None:
    alone, completed = read_state(CSV), read_state(CSV, COMPANIONS)
    assert (alone.date, alone.layout) == (date(2024, 5, 3), Layout.CSV)
    assert alone.parts == {Part.MAIN, Part.DETAILS}
    assert completed.parts == set(Part)
    assert [each.name for each in completed.companions] == ["alt.csv", "add.csv", "sdn_comments.csv"]
    assert read_state(JSON).parts == {Part.MAIN, Part.ALIASES}
    assert read_state(XML).parts == set(Part)


def test_the_day_that_is_given_comes_before_the_name() -> None:
    assert read_state(CSV, as_of=date(2024, 5, 2)).date == date(2024, 5, 2)


def test_the_day_that_the_xml_states_comes_before_the_name(write: Write) -> None:
    assert read_state(write("sdn-2019-01-01.xml", XML.read_bytes())).date == date(2018, 12, 19)


@pytest.mark.parametrize("name", ["sdn.csv", "sdn-2024-13-01.csv", "sdn-12024-05-033.csv"])
def test_a_state_without_a_day_is_none(write: Write, name: str) -> None:
    with pytest.raises(ListError):
        read_state(write(name, ROW))


def test_a_file_that_is_not_there_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(ListError):
        read_state(tmp_path / "sdn-2024-05-03.csv")


def test_a_digest_changes_with_any_column_and_with_companions() -> None:
    alone = {row.number: row.digest for row in read_rows(CSV)}
    completed = {row.number: row.digest for row in read_rows(CSV, COMPANIONS)}
    assert len(set(alone.values())) == len(alone)
    changed = {number for number in alone if alone[number] != completed[number]}
    assert changed == {"36", "306", "906", "11440", "15036", "22790", "26235", "27307", "28263"}


BROKEN = [
    (b'37,"CASA DE CUBA",-0- ,"CUBA"\r\n', "a row too short"),
    (ROW.replace(b"36,", b"ent_num,"), "no number"),
    (ROW.replace(b'LINES"', b"LINES"), "an open quote"),
    (ROW.replace(b"AERO", b"A\xc9RO"), "not UTF-8"),
    (ROW.replace(b'"AEROCARIBBEAN AIRLINES"', b"-0- "), "no name"),
    (ROW.replace(b'LINES",-0-', b'LINES","spaceship"'), "no known kind"),
    (ROW, "an entry again"),
]


@pytest.mark.parametrize("row", [row for row, _ in BROKEN], ids=[name for _, name in BROKEN])
def test_a_broken_row_is_told_with_file_and_line_or_skipped(write: Write, row: bytes) -> None:
    path = write("sdn-2024-05-03.csv", ROW + row + ROW.replace(b"36,", b"38,"))
    with pytest.raises(RowError) as caught:
        list(read_rows(path))
    assert (caught.value.place.path, caught.value.place.line) == (path, 2)
    skipped: list[RowError] = []
    assert [row.number for row in read_rows(path, skip=skipped.append)] == ["36", "38"]
    assert len(skipped) == 1


def test_json_holds_names_kinds_and_programs() -> None:
    cartel = entries(JSON)["11440"]
    assert cartel.names == (
        Name("SINALOA CARTEL", Strength.PRIMARY),
        Name("CARTEL DE SINALOA", Strength.STRONG),
    )
    assert cartel.programs == ("SDNTK", "FTO", "SDGT", "ILLICIT-DRUGS-EO14059")


def json_file(write: Write, listed: list[object]) -> Path:
    document = {"published": "2026-08-20", "entries": listed, "licence": "CC0"}
    return write("sdn-2026-08-20.json", json.dumps(document, indent=1).encode())


def test_json_is_read_across_chunks(write: Write) -> None:
    listed: list[object] = [{"uid": n, "name": f"NIÑO {n}", "type": "vessel"} for n in range(1, 4_000)]
    path = json_file(write, listed)
    assert path.stat().st_size > 3 * CHUNK_BYTES
    rows = list(read_rows(path))
    assert [parse_row(row).name for row in rows] == [f"NIÑO {n}" for n in range(1, 4_000)]
    assert [row.line for row in rows[:2]] == [4, 9]
    assert rows[-1].line == 4 + 5 * 3_998


def test_a_number_across_chunks_is_one(write: Write) -> None:
    head = '{"pad": "'
    pad = "A" * (CHUNK_BYTES - len(head) - len('", "count": 192'))
    content = f'{head}{pad}", "count": 19249, "entries": []}}'
    assert list(read_rows(write("sdn-2026-08-20.json", content.encode()))) == []


def test_lines_are_counted_across_chunks_of_white_space(write: Write) -> None:
    entry = '{"uid": 36, "name": "AEROCARIBBEAN AIRLINES", "type": "entity"}'
    content = '{"entries": [' + "\n" * 2 * CHUNK_BYTES + entry + "]}"
    assert [row.line for row in read_rows(write("sdn-2026-08-20.json", content.encode()))] == [
        2 * CHUNK_BYTES + 1
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "CASA DE CUBA",
        {"uid": True, "name": "CASA DE CUBA", "type": "entity"},
        {"uid": 475, "name": None, "type": "entity"},
        {"uid": 475, "name": "CASA \ud83d", "type": "entity"},
        {"uid": 475, "name": "CASA DE CUBA", "type": "Entity"},
        {"uid": 475, "name": "CASA DE CUBA", "type": "entity", "programs": "CUBA"},
        {"uid": 475, "name": "CASA DE CUBA", "type": "entity", "alternateNames": [None]},
    ],
)
def test_a_broken_entry_of_json_is_skipped(write: Write, entry: object) -> None:
    path = json_file(write, [entry, {"uid": 480, "name": "CECOEX, S.A.", "type": "entity"}])
    with pytest.raises(RowError) as caught:
        list(read_rows(path))
    assert caught.value.place.line == 4
    assert [row.number for row in read_rows(path, skip=lambda _: None)] == ["480"]


def test_a_list_without_entries_is_empty(write: Write) -> None:
    assert list(read_rows(json_file(write, []))) == []


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"published": "2026-08-20"}',
        b'{"entries": {}}',
        b'{"entries": [{"uid": 36, "name": "AERO',
        b'{"entries": [{"uid": 36} {"uid": 37}]}',
        b'{"entries": [' + b"[" * 20_000,
        b'{"entries": ["' + b"A" * (MAX_VALUE_CHARACTERS + CHUNK_BYTES) + b'"]}',
        b'{"entries": ["\xff"]}',
    ],
    ids=["open", "absent", "no array", "torn", "no comma", "deep", "long", "not UTF-8"],
)
def test_json_that_breaks_off_is_no_list_even_where_rows_are_skipped(write: Write, content: bytes) -> None:
    with pytest.raises(ListError) as caught:
        list(read_rows(write("sdn-2026-08-20.json", content), skip=lambda _: None))
    assert not isinstance(caught.value, RowError)


def test_xml_says_what_the_csv_says() -> None:
    xml, csv = entries(XML), entries(CSV, COMPANIONS)
    for number in ("36", "22790"):
        written, told = xml[number], csv[number]
        assert written.names == told.names
        assert written.title == told.title
        assert written.identifiers == told.identifiers
        assert written.birth_dates == told.birth_dates
        assert written.birth_places == told.birth_places
        assert written.citizenships == told.citizenships
        assert written.genders == told.genders
        assert written.addresses == told.addresses


def test_xml_of_a_vessel() -> None:
    tanker = entries(XML)["15036"]
    assert tanker.vessel == Vessel("T2EU4", "Crude/Oil Products Tanker", "99144", "56068", "Iran", None)
    assert tanker.identifiers == (Identifier("IMO", "9187629"), Identifier("MMSI", "572469210"))
    assert tanker.linked_to == (Stated("NATIONAL IRANIAN TANKER COMPANY"),)
    assert {note.kind: note.text for note in tanker.notes} == {
        "former-vessel-flag": "Malta",
        "additional-sanctions": "Subject to Secondary Sanctions",
    }
    assert tanker.names[1:] == (
        Name("SHONA", Strength.STRONG, "f.k.a."),
        Name("ALPHA", Strength.WEAK, "f.k.a."),
    )


def edited(write: Write, old: str, new: str) -> Path:
    text = XML.read_text("utf-8")
    assert old in text
    return write("sdn-2018-12-19.xml", text.replace(old, new).encode())


def test_the_namespace_of_the_present_service_is_read_too(write: Write) -> None:
    service = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
    assert entries(edited(write, "http://tempuri.org/sdnList.xsd", service)) == entries(XML)


def test_an_element_that_is_not_known_is_kept(write: Write) -> None:
    path = edited(write, "<city>Havana</city>", "<city>Havana</city><region>Caribbean</region>")
    assert entries(path)["36"].rest == ("address region: Caribbean",)
    path = edited(write, "<akaList>", "<reviewed>yes</reviewed><akaList>")
    assert entries(path)["36"].rest == ("reviewed: yes",)


def test_an_item_of_a_kind_that_is_not_known_is_an_identifier(write: Write) -> None:
    dated = "<idType>Hull marking</idType><issueDate>19 Dec 2018</issueDate>"
    path = edited(write, "<idType>MMSI</idType>", dated)
    marking = Identifier("Hull marking", "572469210", note="issued 19 Dec 2018")
    assert marking in entries(path)["15036"].identifiers


def test_an_item_that_is_not_the_main_one_is_an_alternative(write: Write) -> None:
    path = edited(write, "<mainEntry>true</mainEntry>", "<mainEntry>false</mainEntry>")
    assert entries(path)["22790"].birth_places == (Stated("Caracas, Venezuela", alternative=True),)


DOCTYPE = '<!DOCTYPE sdnList [<!ENTITY cuba "CUBA">]>\n<sdnList '


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sdnList ", DOCTYPE),
        ("</sdnList>", ""),
        ("sdnList", "sanctions"),
        ("<program>CUBA</program>", "<program>&cuba;</program>"),
        ("AERO-CARIBBEAN", "A" * (MAX_TEXT_CHARACTERS + CHUNK_BYTES)),
    ],
    ids=["document type", "torn", "another root", "entity", "long"],
)
def test_xml_that_is_no_list_is_refused(write: Write, old: str, new: str) -> None:
    with pytest.raises(ListError) as caught:
        list(read_rows(edited(write, old, new), skip=lambda _: None))
    assert not isinstance(caught.value, RowError)


def test_a_broken_entry_of_xml_is_told_with_its_line(write: Write) -> None:
    path = edited(write, "<lastName>ARTAVIL</lastName>", "")
    with pytest.raises(RowError) as caught:
        list(read_rows(path))
    assert caught.value.place.line == 30
    assert {row.number for row in read_rows(path, skip=lambda _: None)} == {"36", "22790", "26235"}
