from collections import Counter
from collections.abc import Iterable, Mapping
from typing import cast

import pytest

from graph.importers.ofac.entry import Contact, Dated, Identifier, Name, Note, Stated, Strength, Wallet
from graph.importers.ofac.gathering import gather, read_remarks
from graph.importers.ofac.labels import CONTACTS, FIELDS, IDENTIFIERS, NOTES, STATEMENTS, Field
from graph.importers.ofac.piece_values import Value
from graph.importers.ofac.remarks import Reading, read_labelled, read_piece
from tests.importers.ofac.listed import CSV, entries, lost

PIECES: list[tuple[str, Field, Value]] = [
    ("DOB 23 Nov 1962", Field.BIRTH_DATE, Dated("23 Nov 1962", "1962-11-23")),
    ("alt. DOB circa 1951", Field.BIRTH_DATE, Dated("circa 1951", "1951~", alternative=True)),
    ("DOB unknown", Field.BIRTH_DATE, Dated("unknown", None)),
    ("POB Caracas, Venezuela", Field.BIRTH_PLACE, Stated("Caracas, Venezuela")),
    ("nationality possibly Palestinian", Field.NATIONALITY, Stated("possibly Palestinian")),
    ("alt. citizen Kenya", Field.CITIZENSHIP, Stated("Kenya", alternative=True)),
    ("Gender Male", Field.GENDER, Stated("Male")),
    ("f.k.a. 'GUADALAJARA CARTEL'", Field.NAME, Name("GUADALAJARA CARTEL", Strength.WEAK, "f.k.a.")),
    ("a.k.a. 'IBRAHIM, Haji Anees'", Field.NAME, Name("IBRAHIM, Haji Anees", Strength.WEAK, "a.k.a.")),
    ("Cedula No. 5892464 (Venezuela)", Field.IDENTIFIER, Identifier("Cedula No.", "5892464", "Venezuela")),
    (
        "alt. Passport G 649385 issued 08 Sep 2006 expires 17 Jul 2011",
        Field.IDENTIFIER,
        Identifier("Passport", "G 649385", None, "2006-09-08", "2011-07-17", alternative=True),
    ),
    (
        "Passport D10003923 (Iran) expires 15 Aug 2023 to 15 Aug 2024",
        Field.IDENTIFIER,
        Identifier("Passport", "D10003923", "Iran", expires="2023-08-15/2024-08-15"),
    ),
    (
        "Passport D10003923 (Iran) issued 31 Feb 2023",
        Field.IDENTIFIER,
        Identifier("Passport", "D10003923", "Iran", note="issued 31 Feb 2023"),
    ),
    (
        "Registration Number HRA 736338 (Stuttgart) (Germany)",
        Field.IDENTIFIER,
        Identifier("Registration Number", "HRA 736338 (Stuttgart)", "Germany"),
    ),
    ("Vessel Registration Identification IMO 9187629", Field.IDENTIFIER, Identifier("IMO", "9187629")),
    (
        "Identification Number IMO 5342883",
        Field.IDENTIFIER,
        Identifier("Identification Number", "IMO 5342883"),
    ),
    (
        "Istanbul Chamber of Comm. No. 537070 (Turkey)",
        Field.IDENTIFIER,
        Identifier("Istanbul Chamber of Comm. No.", "537070", "Turkey"),
    ),
    ("SWIFT/BIC KDBKKPPY", Field.IDENTIFIER, Identifier("SWIFT/BIC", "KDBKKPPY")),
    (
        "alt. Digital Currency Address - XBT 35QpLWYkvD3ALhjbge5bK2kd7HfHYcDMu3",
        Field.WALLET,
        Wallet("XBT", "35QpLWYkvD3ALhjbge5bK2kd7HfHYcDMu3", alternative=True),
    ),
    ("Website www.hib.uk.com", Field.CONTACT, Contact("website", "www.hib.uk.com")),
    ("info@sanabel.org.uk (email)", Field.CONTACT, Contact("email", "info@sanabel.org.uk")),
    ("Telephone Number: (971) (4) (3248000)", Field.CONTACT, Contact("phone", "(971) (4) (3248000)")),
    ("Fax No. 263-4-487261", Field.CONTACT, Contact("fax", "263-4-487261")),
    ("Organization Established Date Apr 2018", Field.ESTABLISHED, Dated("Apr 2018", "2018-04")),
    ("Linked To: LAZARUS GROUP", Field.LINK, Stated("LAZARUS GROUP")),
    (
        "Additional Sanctions Information - Subject to Secondary Sanctions",
        Field.NOTE,
        Note("additional-sanctions", "Subject to Secondary Sanctions"),
    ),
    (
        "Organization Type: Transnational Terrorist Group",
        Field.NOTE,
        Note("organization-type", "Transnational Terrorist Group"),
    ),
    ("Target Type Criminal Organization", Field.NOTE, Note("target-type", "Criminal Organization")),
    (
        "alt. Former Vessel Flag Tuvalu",
        Field.NOTE,
        Note("former-vessel-flag", "Tuvalu", alternative=True),
    ),
    ("arrested 23 Apr 2002", Field.NOTE, Note("custody", "arrested 23 Apr 2002")),
    ("Alternate Title, Brigadier General", Field.NOTE, Note("title", "Brigadier General")),
    ("member ETA", Field.NOTE, Note("position", "member ETA")),
    ("Hojjatoleslam", Field.NOTE, Note("position", "Hojjatoleslam")),
]


@pytest.mark.parametrize(("text", "field", "value"), PIECES, ids=[text for text, *_ in PIECES])
def test_a_piece_is_typed_by_its_label(text: str, field: Field, value: Value) -> None:
    assert read_piece(text) == Reading(field, value)


@pytest.mark.parametrize(
    "text",
    [
        "Kurdish",
        "Passport",
        "Passport and National ID were issued in Ulm, Germany.  Currently incarcerated",
        "Passport 4117921 issued under the name Dilawar Khan Zain Khan",
        "Website www.alturath.org. Revival of Islamic Heritage Society Offices Worldwide",
        "a.k.a. 'GENERAL LUBRIC",
        "Digital Currency Addres",
        "Passport No.: 0310857, Eritrea, Issue Date 21 August 2006, Expire Date 20 August 2008)",
        "Passportes 1234",
        "Target Typesetting",
        "",
    ],
)
def test_what_fits_no_label_stays_as_it_stands(text: str) -> None:
    assert read_piece(text) == Reading(Field.REST, text)


def test_no_word_of_real_remarks_is_lost() -> None:
    assert [text for entry in entries(CSV).values() for text in lost(entry)] == []


def test_no_label_stands_twice() -> None:
    tables = (FIELDS, CONTACTS, NOTES, STATEMENTS)
    labels = [label.lower() for table in tables for texts in table.values() for label in texts]
    counted = Counter([*labels, *(label.lower() for label in IDENTIFIERS)])
    assert [label for label, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("label", IDENTIFIERS)
def test_no_other_label_takes_a_document_s(label: str) -> None:
    kind = "IMO" if label == "Vessel Registration Identification" else label
    assert read_labelled(label, "IMO 9187629") in (
        Reading(Field.IDENTIFIER, Identifier(label, "IMO 9187629")),
        Reading(Field.IDENTIFIER, Identifier(kind, "9187629")),
    )


def test_a_piece_of_the_title_is_a_title() -> None:
    title = "Head of Iranian Police; Commander"
    readings = read_remarks("DOB 1961; Head of Iranian Police; Commander.", title)
    assert [reading.value for reading in readings[1:]] == [
        Note("title", "Head of Iranian Police"),
        Note("title", "Commander"),
    ]


def test_what_the_column_cuts_is_rest_and_not_half_a_name() -> None:
    remarks = "a.k.a. 'ZINC'; " * 66 + "Linked To: LAZ"[:10]
    readings = read_remarks(remarks, "")
    assert len(remarks) == 1000
    assert readings[-1] == Reading(Field.REST, remarks[-10:])
    assert Counter(reading.field for reading in readings) == {Field.NAME: 66, Field.REST: 1}


def test_a_piece_that_ends_before_the_cut_is_whole() -> None:
    remarks = "Gender Male" + " " * 988 + ";"
    assert [reading.field for reading in read_remarks(remarks, "")] == [Field.GENDER]


def test_each_field_holds_its_own_kind_of_values() -> None:
    kinds: dict[Field, type] = {}
    for text, field, value in PIECES:
        assert kinds.setdefault(field, type(value)) is type(value), text
    names, details = gather(read_piece(text) for text, *_ in PIECES)
    assert {type(name) for name in names} == {Name}
    told = cast("Mapping[str, Iterable[Value]]", details)
    assert {field: {type(value) for value in values} for field, values in told.items()} == {
        field: {kind} for field, kind in kinds.items() if field is not Field.NAME
    }
