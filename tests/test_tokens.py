import pytest

from server.tokens import is_authorised

TOKEN = "the-ministry-said-so"  # noqa: S105 -- guards nothing


@pytest.mark.parametrize(
    "header",
    [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"BEARER   {TOKEN} "],
    ids=["as written", "scheme in lower case", "blanks"],
)
def test_the_token_is_right_under_any_spelling_of_its_scheme(header: str) -> None:
    assert is_authorised(header, TOKEN)


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}",
     f"Bearer {TOKEN.upper()}", f"Bearer {TOKEN} {TOKEN}", "Bearer é", "Bearer \udcff"],
)  # fmt: skip
def test_anything_else_is_wrong(header: str | None) -> None:
    assert not is_authorised(header, TOKEN)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}"])
def test_without_a_token_nobody_is_authorised(header: str | None) -> None:
    assert not is_authorised(header, "")


def test_a_token_may_have_any_letters() -> None:
    assert is_authorised("Bearer señor", "señor")
