"""What an installation sets: by a file, by the environment, by flags; each overrules those before it.

The settings are the fields of three classes. A field ``timeout_s`` is the key ``timeout_s`` of the file,
the variable ``ALLEGATA_TIMEOUT_S`` and the flag ``--timeout-s``.
"""

import math
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from difflib import get_close_matches
from inspect import signature
from pathlib import Path
from typing import Final, TypeVar

from graph.errors import Place
from server.config import Config, Limits, setting
from server.errors import ServeError

MEMORY: Final = "memory:"
"""The store that lasts as long as the server."""

Value = str | int | float | bool | tuple[str, ...]

_PREFIX: Final = "ALLEGATA_"
_BOOLEANS: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True)
class Settings:
    """All that decides how a server is run."""

    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(7878, "port to listen on; 0 takes a free one", may_be_zero=True)
    store: str = setting(
        ".allegata",
        f"folder of the store, {MEMORY} as long as the server, or sparql+https://host/path",
        alias="out",
    )
    empty: bool = setting(False, "whether to serve a blank store, which is made if it is not there")
    discard_writes: bool = setting(False, "whether a new build replaces what was written since the last one")
    supervise: bool = setting(False, "whether to start the server again when it dies")
    token_file: str = setting("", "file that holds the token, which others can see in a flag")
    shutdown_s: float = setting(10.0, "seconds for running queries to finish in at the end", may_be_zero=True)
    query_log: str = setting("", "file to log queries to, one JSON object a line; none by default")
    query_log_bytes: int = setting(10 << 20, "size at which the query log is put aside")
    query_log_files: int = setting(5, "query logs that are kept beside the newest", may_be_zero=True)
    limits: Limits = field(default_factory=Limits)
    config: Config = field(default_factory=Config)


_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Setting:
    """One thing that can be set; ``alias`` is another name for it, or empty, ``choices`` what it may be."""

    name: str
    default: Value
    told: str
    may_be_zero: bool
    alias: str
    choices: tuple[str, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        """Return its flags on the command line."""
        return tuple(f"--{name.replace('_', '-')}" for name in self._names)

    @property
    def variables(self) -> tuple[str, ...]:
        """Return its variables in the environment."""
        return tuple(_PREFIX + name.upper() for name in self._names)

    @property
    def _names(self) -> tuple[str, ...]:
        return (self.name, self.alias) if self.alias else (self.name,)

    def read(self, given: object) -> Value:
        """Return the value that is given as text, or as the type that it has in TOML.

        Raises ValueError, which says what would be right.
        """
        if isinstance(self.default, tuple):
            return _read_list(given)
        if isinstance(self.default, bool):
            return _read_boolean(given)
        if isinstance(self.default, int | float):
            return self._read_number(given, type(self.default))
        if self.choices and given not in self.choices:
            raise ValueError(f"{given!r} is none of: {', '.join(self.choices)}")
        return str(given)

    def _read_number(self, given: object, kind: type[int] | type[float]) -> int | float:
        try:
            number = kind(str(given))
        except ValueError:
            whole = "a whole number" if kind is int else "a number"
            raise ValueError(f"{given!r} is not {whole}") from None
        if not math.isfinite(number) or number < 0 or (number == 0 and not self.may_be_zero):
            raise ValueError(f"{given} is not {'0 or above' if self.may_be_zero else 'above 0'}")
        return number


def known_settings() -> Mapping[str, Setting]:
    """Return everything that can be set, by name."""
    return {name: Setting(name, f.default, **f.metadata) for name, f in _settable()}  # type: ignore[arg-type]


def read_settings(
    flags: Mapping[str, Value], environment: Mapping[str, str], file: Path | None = None
) -> Settings:
    """Return the settings; what is given nowhere has its default.

    Raises ServeError if the file or a variable has what cannot be.
    """
    known = known_settings()
    given = _read_file(file, known) if file else {}
    values = {**given, **_read_environment(environment, known), **flags}
    limits, config = _make(Limits, values), _make(Config, values)
    return _with_token(_make(Settings, {**values, "limits": limits, "config": config}))


def _make(section: Callable[..., _Made], values: Mapping[str, object]) -> _Made:
    """Return a section of the settings with those of the values that belong to it."""
    return section(**{name: values[name] for name in signature(section).parameters if name in values})


_SECTIONS: Final = (Settings, Limits, Config)


def _settable() -> Iterator[tuple[str, Field[Value]]]:
    for section in _SECTIONS:
        yield from ((f.name, f) for f in fields(section) if "told" in f.metadata)


def _read_file(path: Path, known: Mapping[str, Setting]) -> dict[str, Value]:
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ServeError(f"cannot read the settings: {error}", "Give a file in TOML.", Place(path)) from error
    return {name: _read(_find(name, known, path), name, value, path) for name, value in given.items()}


def _find(name: str, known: Mapping[str, Setting], path: Path) -> Setting:
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1, cutoff=0.0)
    raise ServeError(f"there is no setting “{name}”", f"The closest is “{close[0]}”.", Place(path))


def _read_environment(environment: Mapping[str, str], known: Mapping[str, Setting]) -> dict[str, Value]:
    return {
        name: _read(found, variable, environment[variable])
        for name, found in known.items()
        for variable in reversed(found.variables)
        if variable in environment
    }


def _read(found: Setting, name: str, given: object, path: Path | None = None) -> Value:
    try:
        return found.read(given)
    except ValueError as error:
        raise ServeError(f"“{name}”: {error}", f"It is: {found.told}.", Place(path)) from error


def _read_list(given: object) -> tuple[str, ...]:
    if isinstance(given, list | tuple):
        return tuple(map(str, given))
    return tuple(part.strip() for part in str(given).split(",") if part.strip())


def _read_boolean(given: object) -> bool:
    if isinstance(given, bool):
        return given
    if (read := _BOOLEANS.get(str(given).lower())) is None:
        raise ValueError(f"{given!r} is neither true nor false")
    return read


def _with_token(settings: Settings) -> Settings:
    if not settings.token_file or settings.config.token:
        return settings
    path = Path(settings.token_file)
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        cure = "Name a file that holds the token."
        raise ServeError(f"cannot read the token: {error}", cure, Place(path)) from error
    return replace(settings, config=replace(settings.config, token=token))
