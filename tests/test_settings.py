from dataclasses import fields
from pathlib import Path

import pytest

from graph.cli import main, make_parser
from server.config import Config, Limits
from server.errors import ServeError
from server.flags import read_flags
from server.settings import Settings, Value, known_settings, read_settings

BEARER = "the-ministry-said-so"


def parse(*words: str, environment: dict[str, str] | None = None) -> Settings:
    return read_flags(make_parser({}).parse_args(["serve", *words]), environment or {})


def test_everything_has_a_default() -> None:
    assert parse() == Settings()
    assert (parse().host, parse().port) == ("127.0.0.1", 7878)


def test_every_setting_has_its_flag_its_variable_and_something_told_of_it() -> None:
    for name, known in known_settings().items():
        assert known.flags[0] == f"--{name.replace('_', '-')}"
        assert known.variables[0] == f"ALLEGATA_{name.upper()}"
        assert len(known.told.split()) >= 3


def test_settings_of_all_sections_have_names_of_their_own() -> None:
    names = [
        f.name for section in (Settings, Limits, Config) for f in fields(section) if "told" in f.metadata
    ]
    assert len(names) == len(set(names)) > 30


def test_a_flag_overrules_the_environment_which_overrules_the_file(tmp_path: Path) -> None:
    file = tmp_path / "allegata.toml"
    file.write_text(
        'readers = 2\ntimeout_s = 3\nhost = "::1"\nport = 81\nservice_allowed = ["https://a.org/"]\n'
    )
    environment = {"ALLEGATA_TIMEOUT_S": "4.5", "ALLEGATA_PORT": "82"}
    settings = parse("--config", str(file), "--port", "83", environment=environment)
    assert (settings.limits.readers, settings.limits.timeout_s) == (2, 4.5)
    assert (settings.host, settings.port) == ("::1", 83)
    assert settings.config.service_allowed == ("https://a.org/",)


def test_the_file_may_be_named_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "allegata.toml").write_text("empty = true\nsupervise = true\n")
    settings = parse("--no-supervise", environment={"ALLEGATA_CONFIG": str(tmp_path / "allegata.toml")})
    assert (settings.empty, settings.supervise) == (True, False)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("1", True), ("False", False), ("no", False)])
def test_a_variable_may_be_true_or_false(text: str, value: bool) -> None:
    assert parse(environment={"ALLEGATA_EMPTY": text}).empty is value


def test_what_becomes_of_contradictions_is_one_of_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse("--contradictions", "quarantine").limits.contradictions == "quarantine"
    assert parse(environment={"ALLEGATA_CONTRADICTIONS": "refuse"}).limits.contradictions == "refuse"
    with pytest.raises(ServeError, match="'forget' is none of: refuse, quarantine"):
        parse(environment={"ALLEGATA_CONTRADICTIONS": "forget"})
    with pytest.raises(SystemExit):
        parse("--contradictions", "forget")
    assert "none of: refuse, quarantine" in capsys.readouterr().err


def test_a_list_is_separated_by_commas() -> None:
    given = "https://query.wikidata.org/, https://antiwar.com/"
    expected = ("https://query.wikidata.org/", "https://antiwar.com/")
    assert parse("--service-allowed", given).config.service_allowed == expected
    assert parse("--service-allowed", "").config.service_allowed == ()


def test_the_folder_of_a_build_is_its_store() -> None:
    assert parse("--out", "press").store == "press"
    assert parse(environment={"ALLEGATA_OUT": "press"}).store == "press"
    assert parse(environment={"ALLEGATA_OUT": "press", "ALLEGATA_STORE": "news"}).store == "news"


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--readers", "0", "above 0"), ("--readers", "2.5", "whole number"),
        ("--timeout-s", "0", "above 0"), ("--timeout-s", "nan", "above 0"),
        ("--timeout-s", "inf", "above 0"), ("--timeout-s", "soon", "a number"),
        ("--reader-memory-bytes", "1G", "whole number"), ("--cache-bytes", "-1", "0 or above"),
    ],
)  # fmt: skip
def test_a_flag_that_makes_no_sense_is_bad_usage(
    option: str, value: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(f"{option}={value}")
    assert ended.value.code == 2
    errors = capsys.readouterr().err
    assert option in errors
    assert told in errors


@pytest.mark.parametrize(("name", "value"), [("cache_bytes", 0), ("port", 0), ("shutdown_s", 0.0)])
def test_some_numbers_may_be_zero(name: str, value: Value) -> None:
    assert known_settings()[name].read(str(value)) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("timeout = 3", "The closest is “timeout_s”"),
        ("readers = -1", "“readers”: -1 is not above 0"),
        ('empty = "perhaps"', "'perhaps' is neither true nor false"),
        ("readers = ", "cannot read the settings"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_a_cure(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "allegata.toml"
    file.write_text(text)
    with pytest.raises(ServeError) as refused:
        read_settings({}, {}, file)
    assert told in f"{refused.value}"
    assert str(file) in f"{refused.value}"
    assert refused.value.exit_code == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert main(["serve", "--config", str(tmp_path / "allegata.toml")]) == 2


def test_a_variable_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ServeError, match="ALLEGATA_PORT"):
        parse(environment={"ALLEGATA_PORT": "http"})


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{BEARER}\n")
    assert parse("--token-file", str(tmp_path / "token")).config.token == BEARER
    both = parse("--token-file", str(tmp_path / "token"), "--token", BEARER[::-1])
    assert both.config.token == BEARER[::-1]


def test_a_file_of_the_token_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="cannot read the token"):
        parse("--token-file", str(tmp_path / "token"))


def test_the_token_is_not_shown() -> None:
    assert BEARER not in repr(parse("--token", BEARER))


def test_the_help_lists_the_settings_and_warns_of_a_token_in_a_flag(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        parse("--help")
    text = " ".join(capsys.readouterr().out.split())
    assert "--cache-bytes BYTES memory for answers" in text
    assert "give the token by ALLEGATA_TOKEN or by a file" in text
