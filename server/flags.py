"""The flags of ``allegata serve``: one for each setting."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from server.settings import Setting, Settings, Value, known_settings, read_settings

_EPILOG: Final = (
    "Each setting may also be given in the environment, as ALLEGATA_ and its name in capitals, and in the "
    "file, as its name with underscores. A flag can be seen by every user of the machine: give the token by "
    "ALLEGATA_TOKEN or by a file."
)


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add a flag for each setting; those that are not given stay out of what is parsed."""
    parser.epilog = _EPILOG
    parser.add_argument("--config", type=Path, metavar="FILE", help="file of settings in TOML")
    for known in known_settings().values():
        _add(parser, known)


def read_flags(options: argparse.Namespace, environment: Mapping[str, str]) -> Settings:
    """Return the settings by the flags, the environment and the file.

    Raises ServeError if the file or a variable has what cannot be.
    """
    flags = {name: value for name, value in vars(options).items() if name in known_settings()}
    file = options.config or environment.get("ALLEGATA_CONFIG")
    return read_settings(flags, environment, Path(file) if file else None)


def _add(parser: argparse.ArgumentParser, known: Setting) -> None:
    told = f"{known.told} (default: {_shown(known.default)})".replace("%", "%%")
    if isinstance(known.default, bool):
        action = argparse.BooleanOptionalAction
        parser.add_argument(
            *known.flags, dest=known.name, action=action, default=argparse.SUPPRESS, help=told
        )
        return
    parser.add_argument(
        *known.flags,
        dest=known.name,
        type=_reader(known),
        default=argparse.SUPPRESS,
        metavar=_metavar(known),
        help=told,
    )


def _reader(known: Setting) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        try:
            return known.read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read


def _metavar(known: Setting) -> str:
    for ending, metavar in (("_s", "SECONDS"), ("_bytes", "BYTES"), ("_file", "FILE")):
        if known.name.endswith(ending):
            return metavar
    if known.choices:
        return "|".join(known.choices)
    return "N" if isinstance(known.default, int | float) else known.name.upper()


def _shown(default: Value) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return ", ".join(default) or "none" if isinstance(default, tuple) else str(default) or "none"
