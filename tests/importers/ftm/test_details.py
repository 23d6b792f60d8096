"""What a list says in the ontology's words and in FollowTheMoney's: each way undoes the other."""

from collections import defaultdict

import pytest

from graph.importers.ftm.details import Detail, read_details, write_details
from graph.importers.ftm.library import Kind, kind_of
from tests.importers.ftm.streams import with_library

pytestmark = with_library


def person() -> Kind:
    kind = kind_of("Person")
    assert kind is not None
    return kind


@pytest.mark.parametrize(
    "details",
    [
        [Detail("listNationality", "Venezuela")],
        [Detail("listNationality", "Burma")],
        [Detail("listNationality", "Burma"), Detail("listNationality", "Myanmar")],
        [Detail("listNationality", "possibly Palestinian")],
        [Detail("listBirthDate", "1959"), Detail("listBirthDate", "1959~")],
        [Detail("listBirthDate", "[1951-01-01..1952-12-31]")],
        [Detail("listIdentifier", "Cedula No. 5892464 (Venezuela)")],
        [Detail("listIdentifier", "Passport number B 960789")],
        [Detail("listContact", "website http://www.novikom.ru")],
        [Detail("listNote", "target-type: Criminal Organization")],
        [Detail("listNote", "title: Brigadier General")],
        [Detail("listNote", "name: not a name")],
        [Detail("listWallet", "XBT 1AjZPMsnmpdK2Rv9KQNfMurTXinscVro9V")],
        [Detail("remarks", "nationality possibly Palestinian; arrested 23 Apr 2002")],
        [Detail("uninterpretedRemark", "IARA")],
    ],
    ids=lambda details: " and ".join(each.text for each in details),
)
def test_what_is_written_is_read_again(details: list[Detail]) -> None:
    properties: defaultdict[str, list[str]] = defaultdict(list)
    for each in write_details(person(), details):
        properties[each.name].append(each.text)
    assert {*read_details(person(), properties)} == {*details}


def test_a_text_that_its_property_does_not_take_stands_there_cleaned_and_in_notes() -> None:
    assert [*write_details(person(), [Detail("listNationality", "Burma")])] == [
        Detail("nationality", "mm"),
        Detail("notes", "listNationality: Burma"),
    ]
