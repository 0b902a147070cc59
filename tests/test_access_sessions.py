"""Sessions end when their time is over, when nothing is asked, and on signing out; a made-up name opens nothing."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from app.access.door import Door
from app.access.limits import Limits
from app.access.people import Grants, Identity, Role, person_of
from app.access.policy import policy_of
from app.access.retention import forgotten_in_time
from app.access.sessions import Sessions
from app.access.store import AccessStore
from app.access.tokens import Tokens
from plans.errors import StoreUnavailable, WrongCall
from plans.settings import Settings

ANN = Identity(issuer="https://id.example.org", subject="1", name="Ann Lee", email="ann@example.org", groups=("a", "b"))


@dataclass
class Clock:
    time: float = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Sessions:
    return Sessions(store=AccessStore(tmp_path), most=3_600, idle=600, now=clock)


def test_a_session_gives_back_who_signed_in(sessions: Sessions) -> None:
    assert sessions.identity(sessions.begin(ANN, person="Ann")) == ANN


def test_a_session_ends_when_nothing_is_asked(sessions: Sessions, clock: Clock) -> None:
    name = sessions.begin(ANN, person="Ann")
    clock.time += 601
    assert sessions.identity(name) is None


def test_a_session_that_is_used_ends_when_its_time_is_over(sessions: Sessions, clock: Clock) -> None:
    name = sessions.begin(ANN, person="Ann")
    for _ in range(7):
        clock.time += 500
        assert sessions.identity(name) == ANN
    clock.time += 101
    assert sessions.identity(name) is None


def test_signing_out_ends_that_session_and_no_other(sessions: Sessions) -> None:
    one, other = sessions.begin(ANN, person="Ann"), sessions.begin(ANN, person="Ann")
    assert one != other
    sessions.end(one)
    assert sessions.identity(one) is None
    assert sessions.identity(other) == ANN


@pytest.mark.parametrize("name", ["", "x", "A" * 43, "' OR 1=1 --", "é" * 43, "A" * 100_000])
def test_a_name_that_was_made_up_is_nobodys(sessions: Sessions, name: str) -> None:
    sessions.begin(ANN, person="Ann")
    assert sessions.identity(name) is None


def test_an_old_session_is_forgotten_when_another_begins(sessions: Sessions, clock: Clock) -> None:
    sessions.begin(ANN, person="Ann")
    clock.time += 4_000
    sessions.begin(ANN, person="Ann")
    with sessions.store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 1


def test_the_name_of_a_session_is_not_stored(sessions: Sessions, tmp_path: Path) -> None:
    name = sessions.begin(ANN, person="Ann")
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert name.encode() not in stored


def test_a_file_of_sessions_that_is_broken_is_told(tmp_path: Path) -> None:
    (tmp_path / "access.sqlite").write_bytes(b"no database at all, but long enough to be read as one" * 50)
    with pytest.raises(StoreUnavailable, match="database of sessions and tokens failed"):
        Sessions(store=AccessStore(tmp_path), most=1, idle=1).identity("x")


@pytest.mark.parametrize(("public", "name"), [("https://x.example.org", "__Host-planwatch-session"),
                                              ("http://localhost:7860", "planwatch-session")])  # fmt: skip
def test_the_cookie_is_bound_to_this_host_where_there_is_https(tmp_path: Path, public: str, name: str) -> None:
    told = Settings(home=tmp_path, sign_in="proxy", proxy_addresses="127.0.0.1", public_url=public)
    assert Door(policy_of(told), tmp_path).cookie == name


def test_a_token_ends_by_itself(tmp_path: Path, clock: Clock) -> None:
    tokens = Tokens(store=AccessStore(tmp_path), now=clock)
    made = tokens.add("Ann", [Role.MARKER], days=1)
    holder = tokens.holder(made)
    assert holder is not None
    assert holder.may(Role.MARKER)
    assert not holder.may(Role.READER)
    clock.time += 86_401
    assert tokens.holder(made) is None


@pytest.mark.parametrize(("person", "scopes"), [("", [Role.READER]), ("\u200b \x00", [Role.READER]), ("Ann", []),
                                                ("x" * 121, [Role.READER])])  # fmt: skip
def test_a_token_needs_somebody_and_something_to_do(tmp_path: Path, person: str, scopes: list[Role]) -> None:
    with pytest.raises(WrongCall):
        Tokens(store=AccessStore(tmp_path)).add(person, scopes, days=1)


@pytest.mark.parametrize(
    "name",
    ["Ann [0123456789]", "Ann\u202e", "\x1b[31mAnn", "A\nB", "", "x" * 500, "Ann \uff3b0123456789\uff3d",
     "Ann 〔0123456789〕", "Ann ⟦0123456789⟧", "Ann ⁅0123456789⁆", "Ann ﹇0123456789﹈", "Ａｎｎ", "\ufdfa" * 60],
)  # fmt: skip
def test_a_name_of_ones_own_choice_cannot_pass_for_another_identity(name: str) -> None:
    chosen = person_of(Identity(issuer="i", subject="mallory", name=name), Grants())
    assert chosen.signature.endswith(f" [{Identity(issuer='i', subject='mallory', name='').handle}]")
    assert chosen.signature.count("[") == 1
    assert not {"Ps", "Pe"} & {unicodedata.category(one) for one in chosen.name if one not in "()"}
    assert chosen.name == unicodedata.normalize("NFKC", chosen.name)
    assert chosen.signature.isprintable()
    assert len(chosen.signature) <= 120


def test_an_address_of_ipv6_is_counted_as_its_network_and_one_of_ipv4_as_itself(tmp_path: Path) -> None:
    told = Settings(home=tmp_path, sign_in="proxy", proxy_addresses="127.0.0.1", public_url="http://localhost:7860")
    limits = Limits(policy_of(told))
    for number in range(20):
        limits.failed(f"2001:db8:1:2::{number:x}")
        limits.failed("::ffff:192.0.2.7")
    assert limits.shut("2001:db8:1:2:ffff::1%eth0") > 0
    assert limits.shut("2001:db8:1:3::1") == 0
    assert limits.shut("192.0.2.7") > 0
    assert limits.shut("192.0.2.8") == 0
    for odd in ("", "unknown", "x" * 10_000, "999.1.1.1", "1.2.3.4\x00"):
        assert limits.shut(odd) == 0


@pytest.mark.parametrize(("public", "name"), [("https://x.example.org", "__Host-planwatch-sign-in"),
                                              ("http://localhost:7860", "planwatch-sign-in")])  # fmt: skip
def test_no_other_site_of_the_domain_can_plant_the_cookie_of_a_sign_in(tmp_path: Path, public: str, name: str) -> None:
    told = Settings(home=tmp_path, sign_in="proxy", proxy_addresses="127.0.0.1", public_url=public)
    assert Door(policy_of(told), tmp_path).begun_cookie == name


def test_a_session_that_is_over_leaves_the_file_though_nobody_signs_in_again(tmp_path: Path) -> None:
    clock = Clock()
    sessions = Sessions(store=AccessStore(tmp_path), most=100, idle=50, now=clock)
    sessions.begin(ANN, person="Ann Lee")
    for seconds, held in ((49, True), (2, False)):
        clock.time += seconds
        with forgotten_in_time(sessions, home=tmp_path):
            pass
        files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert [word in files for word in (b"Ann Lee", b"ann@example.org")] == [held, held]


def test_who_signed_out_or_was_away_too_long_is_in_no_file_any_more(
    sessions: Sessions, clock: Clock, tmp_path: Path
) -> None:
    """Not in the log beside the database either."""

    def files_with(words: bytes) -> list[str]:
        return [path.name for path in tmp_path.rglob("*") if path.is_file() and words in path.read_bytes()]

    ann = Identity(issuer="https://id.example", subject="1", name="Ann Quillfeather", email="ann@quill.example")
    begun = sessions.begin(ann, person="Ann")
    assert files_with(b"Quillfeather")
    sessions.end(begun)
    assert files_with(b"Quillfeather") == files_with(b"quill.example") == []

    sessions.begin(ann, person="Ann")
    clock.time += sessions.most + 1
    sessions.begin(Identity(issuer="https://id.example", subject="2", name="Bo"), person="Bo")
    assert files_with(b"Quillfeather") == []
