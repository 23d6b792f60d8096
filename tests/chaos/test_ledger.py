from tests.chaos.ledger import Ledger, Outcome, Verdict


def ledger() -> Ledger:
    return Ledger({1: Outcome.ACKNOWLEDGED, 2: Outcome.REFUSED, 3: Outcome.UNKNOWN, 4: Outcome.ACKNOWLEDGED})


def test_what_is_acknowledged_must_be_there_and_the_unknown_may_be() -> None:
    assert ledger().judge({1, 4}).is_good
    assert ledger().judge({1, 3, 4}).is_good


def test_an_acknowledged_write_that_is_absent_is_lost() -> None:
    assert ledger().judge({1, 3}) == Verdict(lost=(4,), uninvited=())


def test_a_write_that_was_refused_or_never_sent_must_not_be_there() -> None:
    assert ledger().judge({1, 2, 4, 9}) == Verdict(lost=(), uninvited=(2, 9))


def test_the_outcomes_are_counted() -> None:
    assert str(ledger()) == "2 acknowledged, 1 refused, 1 unknown"
