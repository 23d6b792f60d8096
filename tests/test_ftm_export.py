"""The dataset as FollowTheMoney entities: valid, stable, and without anything that is only claimed."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import pytest
from pyoxigraph import NamedNode, Quad, Store, Triple

from graph.bulk import apply_delta
from graph.exporters.ftm import write_ftm
from graph.importers.ftm.details import DETAILS
from graph.importers.ftm.importing import LICENCE
from graph.importers.ofac.changing import Target
from graph.importers.ofac.importing import Options, compare
from graph.namespaces import ALG, BASE, RDFS, SAID
from tests.importers.ftm.streams import CLOSED, PLAIN, STREAM, bring, built, said, with_library
from tests.importers.ofac.imported import NAMING, Silent

pytestmark = with_library

LIST = STREAM.parents[2] / "ofac" / "data" / "sdn-2024-05-03.csv"
PART = re.compile("(Sanction designation|UnknownLink link)-")


class Entity(TypedDict):
    """An entity as its line has it."""

    id: str
    schema: str
    properties: dict[str, list[str]]
    datasets: list[str]


Stream = list[Entity]


def value_of(quad: Quad) -> str:
    return "" if isinstance(quad.object, Triple) else quad.object.value


def exported(store: Store) -> Stream:
    return [json.loads(line) for line in b"".join(write_ftm(store, BASE)).splitlines()]


@pytest.fixture(scope="module")
def store() -> Store:
    """Make a store of all that is kept by hand, a state of OFAC's list and a stream."""
    store = built()
    apply_delta(store, compare([LIST], Options(), Target(store, NAMING), Silent()).delta, BASE)
    bring(store, STREAM)
    return store


@pytest.fixture(scope="module")
def stream(store: Store) -> Stream:
    return exported(store)


def test_every_entity_is_valid_and_as_the_library_would_write_it(stream: Stream) -> None:
    from followthemoney import model

    for entity in stream:
        proxy = model.get_proxy({**entity}, cleaned=False)
        proxy.schema.validate({"properties": entity["properties"]})
        assert all(proxy.has(name) for name in proxy.schema.required), entity
        assert {*proxy.properties} == {*entity["properties"]}, entity


def test_ids_are_there_once_and_all_that_is_pointed_to_is_there(stream: Stream) -> None:
    from followthemoney import model

    ids = [entity["id"] for entity in stream]
    proxies = [model.get_proxy({**entity}) for entity in stream]
    pointed = {value for proxy in proxies for prop, value in proxy.itervalues() if prop.type.name == "entity"}
    assert len({*ids}) == len(ids)
    assert pointed <= {*ids}


def test_equal_data_give_equal_bytes(store: Store) -> None:
    again = Store()
    again.extend(reversed(list(store)))
    assert b"".join(write_ftm(again, BASE)) == b"".join(write_ftm(store, BASE))


def test_an_allegation_never_becomes_a_property_of_an_entity(store: Store, stream: Stream) -> None:
    labels = store.quads_for_pattern(None, NamedNode(RDFS + "label"), None, None)
    kinds = ("/id/claim/", "/id/proposition/", "/id/putative/")
    claimed = {value_of(quad) for quad in labels if any(kind in str(quad.subject) for kind in kinds)}
    texts = {text for entity in stream for values in entity["properties"].values() for text in values}
    assert claimed
    assert not claimed & texts
    assert SAID not in json.dumps(stream)


def test_an_actor_has_names_and_identifiers_only(stream: Stream) -> None:
    actors = [entity for entity in stream if entity["datasets"] == ["actors"]]
    assert {name for actor in actors for name in actor["properties"]} <= {"name", "alias", "wikidataId"}
    assert "actor-nicolas-maduro" in {actor["id"] for actor in actors}


def test_an_act_that_is_only_reported_is_no_sanction(store: Store, stream: Stream) -> None:
    ids = {entity["id"] for entity in stream if entity["schema"] == "Sanction"}
    acts = store.query(
        """SELECT DISTINCT ?act WHERE {
          ?act alg:attestedBy ?claim ; alg:target ?target . ?claim a alg:Claim
          FILTER NOT EXISTS { ?act alg:attestedBy ?document . ?document a alg:ListState }
          FILTER NOT EXISTS { ?act alg:attestedBy ?document . ?document a alg:OfficialDocument }
        }""",
        prefixes={"alg": ALG},
    )
    reported = {str(act.value).rpartition("/")[2] for (act,) in acts}  # type: ignore[union-attr]
    assert reported
    assert not {f"designation-{key}" for key in reported} & ids
    assert "designation-tren-de-aragua-fto" in ids


def test_what_topics_there_are_a_list_has_given(stream: Stream) -> None:
    given = {entity["id"] for entity in stream if "topics" in entity["properties"]}
    assert given == {"ofac-11440", "ofac-22790", "risk-11440"}


def test_a_dataset_comes_back_as_it_was(stream: Stream, store: Store, tmp_path: Path) -> None:
    mine = {json.loads(line)["id"] for line in STREAM.read_text("utf-8").splitlines()}
    path = tmp_path / "back-2026-08-20.json"
    path.write_text("".join(json.dumps(each) + "\n" for each in stream if each["id"] in mine), "utf-8")
    again = built()
    bring(again, path)
    assert said(again) == said(store)


def test_what_another_list_says_of_its_entries_comes_back(
    stream: Stream, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "all-2026-08-20.json"
    path.write_text("".join(json.dumps(each) + "\n" for each in stream), "utf-8")
    again = built()
    bring(again, path, replace(PLAIN, dataset="back"))
    numbers = {str(each["id"]) for each in stream if str(each["id"]).startswith("entry-ofac-")}
    assert len(numbers) > 20
    for number in numbers:
        entry = f"{BASE}id/entry/{number.removeprefix('entry-')}"
        back = details(again, f"{BASE}id/entry/ftm-back-{number}")
        assert {each for each in back if not PART.match(each[1])} == details(store, entry)


def details(store: Store, entry: str) -> set[tuple[str, str]]:
    kept = {*DETAILS, "listName", "listedAs"}
    quads = store.quads_for_pattern(NamedNode(entry), None, None, None)
    told = {(quad.predicate.value.removeprefix(ALG), value_of(quad)) for quad in quads}
    return {(name, text) for name, text in told if name in kept}


def test_a_dataset_whose_licence_is_not_open_stays_here(stream: Stream) -> None:
    closed = built()
    bring(closed, STREAM, replace(PLAIN, licence=CLOSED))
    assert {str(each["id"]) for each in exported(closed)} == {str(each["id"]) for each in exported(built())}
    assert "ofac-22790" in {each["id"] for each in stream}


def test_a_dataset_of_which_no_licence_is_told_stays_here() -> None:
    store = built()
    bring(store, STREAM)
    for quad in list(store.quads_for_pattern(None, LICENCE, None, None)):
        store.remove(quad)
    assert "ofac-22790" not in {each["id"] for each in exported(store)}
