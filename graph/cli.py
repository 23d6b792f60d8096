"""The command line: ``allegata build``, ``validate``, ``reason``, ``query``, ``anchor``, ``check`` and more.

Exit codes: 0 fine, 1 violation or gap, 2 bad usage or input, 3 inconsistent, 4 the store can't be reached.
Each option may also be given by the environment, as ``ALLEGATA_`` and its name in capitals.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from graph import commands
from graph.errors import AllegataError
from graph.layout import default_root
from graph.namespaces import BASE

INTERRUPTED = 130
"""What a shell expects of a command that was stopped by SIGINT: 128 + 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = make_parser(os.environ).parse_args(arguments)
    try:
        code = int(options.command(options))
        sys.stdout.flush()
    except AllegataError as error:
        print(f"allegata: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader went away, as `head` does. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def make_parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the parser of all commands, whose defaults come from the environment where it has them."""
    parser = argparse.ArgumentParser(
        prog="allegata", description="Who says what, about whom, on whose authority."
    )
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, run, told in _COMMANDS:
        command = subparsers.add_parser(name, help=told, description=told)
        command.set_defaults(command=run)
        for add in _OPTIONS[name]:
            add(command, environment)
    return parser


def _root(parser: argparse.ArgumentParser, environment: Mapping[str, str]) -> None:
    default = environment.get("ALLEGATA_ROOT", default_root())
    told = "folder that holds ontology/, graph/, seeds/ and shapes/ (default: where the packages are)"
    parser.add_argument("--root", type=Path, default=default, metavar="DIR", help=told)


def _out(parser: argparse.ArgumentParser, environment: Mapping[str, str]) -> None:
    default = environment.get("ALLEGATA_OUT", ".allegata")
    told = "folder of the built dataset (default: .allegata)"
    parser.add_argument("--out", type=Path, default=default, metavar="DIR", help=told)


def _base(parser: argparse.ArgumentParser, environment: Mapping[str, str]) -> None:
    default = environment.get("ALLEGATA_BASE", BASE)
    told = f"what the IRIs of data begin with, a slash at the end (default: {BASE})"
    parser.add_argument("--base", default=default, metavar="IRI", help=told)


def _build(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")


def _validate(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="file of RDF to validate")
    told = "validate by these shapes instead of the project's; may be given more than once"
    parser.add_argument("--shapes", type=Path, action="append", metavar="FILE", help=told)
    told = "with --shapes: who applies them (default: pyshacl if the data are few or shapes need it)"
    parser.add_argument("--engine", choices=("auto", "pyshacl", "indexed"), default="auto", help=told)
    told = "with --shapes: how many processes share the work (default: 2)"
    parser.add_argument("--processes", type=int, default=2, metavar="N", help=told)
    told = "how to write the report (default: text)"
    parser.add_argument("--format", choices=("text", "turtle", "ntriples"), default="text", help=told)


def _file(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    told = "file to write to (default: standard output)"
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=told)


def _reason(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    told = "file of RDF, ontology or data, to reason over instead; what is published is of any vocabulary"
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help=told)
    told = "what reasons: all publish the same (default: the fastest that is installed)"
    parser.add_argument("--engine", choices=commands.ENGINES, default="", help=told)
    told = "how to write the triples (default: turtle; ntriples if files are given)"
    parser.add_argument("--format", choices=("turtle", "ntriples"), help=told)


def _explain(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    for place in ("subject", "predicate", "object"):
        told = f"{place} of the triple, as in N-Triples, or with a prefix of the project"
        parser.add_argument(place, metavar=place[0].upper(), help=told)
    told = "file of RDF, ontology or data; may be given more than once (default: the built dataset)"
    parser.add_argument("--data", type=Path, action="append", metavar="FILE", help=told)
    parser.add_argument("--all", action="store_true", help="write all proofs, up to ten, the smallest first")
    told = "how to write the proof (default: text)"
    parser.add_argument("--format", choices=commands.PROOF_FORMATS, default="text", help=told)


def _viewpoint(parser: argparse.ArgumentParser, environment: Mapping[str, str]) -> None:
    told = "whose world: an IRI, or the key of an actor (default: a table of all holders)"
    parser.add_argument("holder", nargs="?", metavar="HOLDER", help=told)
    parser.add_argument("--other", metavar="HOLDER", help="compare with the world according to this one")
    parser.add_argument("--document", metavar="SLUG", help="only claims that stand in this document")
    told = "what else counts, with commas: " + ", ".join(commands.INCLUDABLE)
    parser.add_argument("--include", action="append", default=[], metavar="NAMES", help=told)
    told = "how to write it: all but text are an ontology of its own, owl in RDF/XML (default: text)"
    parser.add_argument("--format", choices=commands.VIEWPOINT_FORMATS, default="text", help=told)
    told = "what the IRI of that ontology begins with, a slash at the end (default: as the data's do)"
    parser.add_argument("--base", default=environment.get("ALLEGATA_BASE", ""), metavar="IRI", help=told)


def _query(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    text = parser.add_mutually_exclusive_group(required=True)
    text.add_argument(
        "query", nargs="?", metavar="QUERY", help="SPARQL 1.1; the project's prefixes are known"
    )
    text.add_argument(
        "-f", "--file", type=Path, metavar="FILE", help="file that holds the query; - is standard input"
    )
    told = "table, json, xml, csv or tsv for SELECT and ASK; ttl, nt, rdf or jsonld for graphs"
    parser.add_argument("--format", choices=commands.FORMATS, help=told)
    parser.add_argument("--no-inferred", action="store_true", help="leave out what the reasoner added")


def _anchor(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    parser.add_argument("slug", metavar="SLUG", help="the article: seeds/SLUG.txt")
    parser.add_argument("quotation", metavar="QUOTATION", help="the words, exactly as they stand there")
    parser.add_argument(
        "--prefix", default="", help="what stands right before, if the words stand there twice"
    )
    parser.add_argument("--suffix", default="", help="what stands right after")
    parser.add_argument(
        "--key", help="last part of the passage's IRI (default: the seed's key and the offsets)"
    )


def _check(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    parser.add_argument("slug", nargs="?", metavar="SLUG", help="the article (default: all of them)")


def _export(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--owl", action="store_true", help="as one OWL ontology")
    told = "ftm: the newest state of a store, as a stream of FollowTheMoney entities"
    form.add_argument("target", nargs="?", choices=commands.TARGETS, metavar="TARGET", help=told)
    parser.add_argument("--ontology", action="store_true", help="without the data")
    told = "its syntax (default: rdfxml)"
    parser.add_argument("--format", choices=commands.OWL_FORMATS, default="rdfxml", help=told)


def _serve(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    commands.add_serve_options(parser)


def _store(parser: argparse.ArgumentParser, environment: Mapping[str, str]) -> None:
    default = environment.get("ALLEGATA_STORE", ".allegata")
    told = "folder of the store (default: .allegata)"
    parser.add_argument("--store", type=Path, default=default, metavar="DIR", help=told)


def _backup(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    parser.add_argument("target", type=Path, metavar="DEST", help="folder to make, not there yet")
    told = "state of the data, as answers name it (default: the newest)"
    parser.add_argument("--generation", default="", metavar="NAME", help=told)


def _restore(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    parser.add_argument("backup", type=Path, metavar="SOURCE", help="folder that allegata backup made")
    parser.add_argument("--force", action="store_true", help="restore even if the store has data")


def _import(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    parser.add_argument("source", choices=commands.SOURCES, metavar="SOURCE", help="what it is: ofac or ftm")
    told = (
        "state of the list in OFAC's CSV (gzip too), JSON or XML; alt, add and comments files beside it;"
        " or a stream of FollowTheMoney entities, one a line"
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=told)
    told = "day of the state, if the file's name has none"
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help=told)
    told = "ftm: what the dataset is called, in small letters (default: the file's name)"
    parser.add_argument("--dataset", default="", metavar="NAME", help=told)
    told = "ftm: address of the licence of the file; what is not open is kept and not passed on"
    parser.add_argument("--licence", default="", metavar="IRI", help=told)
    told = "pass over broken rows and report them, instead of writing nothing"
    parser.add_argument("--lenient", action="store_true", help=told)


def _push(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    told = (
        "where its queries go: sparql+https://host/path; all that it has is replaced; credentials come by "
        "ALLEGATA_STORE_USER and ALLEGATA_STORE_PASSWORD, or ALLEGATA_STORE_TOKEN"
    )
    parser.add_argument("address", metavar="ADDRESS", help=told)


def _link(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    what = parser.add_mutually_exclusive_group()
    told = "write proposals there (default: standard output)"
    what.add_argument("--out", type=Path, metavar="FILE", help=told)
    told = "ask about each proposal, and keep the answers there"
    what.add_argument("--review", type=Path, metavar="FILE", help=told)
    told = "write what is accepted in FILE into the store, and remember what is rejected"
    what.add_argument("--apply", type=Path, metavar="FILE", help=told)
    told = f"probability from which on an entry is proposed (default: {commands.LEAST_PROBABLE})"
    parser.add_argument("--least", type=float, default=commands.LEAST_PROBABLE, metavar="P", help=told)
    told = "with --apply: key of the actor who decided (default: allegata-editors)"
    parser.add_argument("--by", default="allegata-editors", metavar="KEY", help=told)
    told = "with --apply: day of the decisions"
    parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help=told)


def _quarantine(parser: argparse.ArgumentParser, _: Mapping[str, str]) -> None:
    told = "what to do; dropping and releasing need a store that no server uses (default: list)"
    actions = commands.QUARANTINE_ACTIONS
    parser.add_argument("action", nargs="?", choices=actions, default="list", help=told)
    parser.add_argument("name", nargs="?", metavar="NAME", help="the write, as list names it")


_COMMANDS = (
    (
        "build",
        commands.run_build,
        "Build the dataset from the seeds and the hand-kept triples, if anything changed.",
    ),
    (
        "validate",
        commands.run_validate,
        "Validate files by the shapes and rules, with the ontology as background.",
    ),
    ("reason", commands.run_reason, "Write what follows from the hand-kept triples, or from files."),
    ("explain", commands.run_explain, "Prove a triple from what is asserted, or say what is missing."),
    (
        "viewpoint",
        commands.run_viewpoint,
        "Write the world according to a holder of claims, or what contradicts between two.",
    ),
    ("query", commands.run_query, "Answer a query over the built dataset."),
    ("anchor", commands.run_anchor, "Find a quotation in a seed and write its passage in Turtle."),
    ("check", commands.run_check, "Show which words of an article no claim rests on."),
    ("export", commands.run_export, "Write the built dataset for other tools."),
    ("backup", commands.run_backup, "Copy a store into a folder, while a server runs too."),
    ("restore", commands.run_restore, "Make a backup the newest state of a store that no server uses."),
    ("import", commands.run_import, "Bring states of an official list into a store that no server uses."),
    ("push", commands.run_push, "Send the built dataset to another SPARQL server, which serve then asks."),
    ("link", commands.run_link, "Propose which actors list entries mean, and write what a person accepts."),
    (
        "quarantine",
        commands.run_quarantine,
        "List, show, drop or release writes that contradict the data and were kept apart.",
    ),
    ("serve", commands.run_serve, "Serve the built dataset, or a blank store, over HTTP."),
)

_OPTIONS = {
    "build": (_root, _out, _base, _build),
    "validate": (_root, _validate),
    "reason": (_root, _base, _file, _reason),
    "explain": (_root, _out, _explain),
    "viewpoint": (_out, _file, _viewpoint),
    "query": (_out, _query),
    "anchor": (_root, _anchor),
    "check": (_root, _check),
    "export": (_out, _store, _file, _export),
    "backup": (_store, _backup),
    "restore": (_store, _restore),
    "import": (_root, _store, _base, _import),
    "push": (_store, _push),
    "link": (_root, _store, _link),
    "quarantine": (_root, _store, _quarantine),
    "serve": (_serve,),
}
