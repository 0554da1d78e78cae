"""Somebody who is never at rest: signs in and out, spends codes, renames, adds, removes, and keeps a ledger of it.

The ledger holds what the server has acknowledged, and what it had been asked for when the line went dead. It is kept
outside the server, so it can hold the server to its word after `kill -9`.
"""

import hashlib
import hmac
import random
import re
from base64 import b32decode
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

from .server import Server
from .visitor import Answer, Visitor

SIGN_IN, CODE, BACKUP_CODE = "/sign-in", "/sign-in/code", "/sign-in/backup-code"
APPS = "/account/authenticator-apps"
SHEET = "/account/backup-codes"
JOINING = "/sign-in/second-step"
SESSION, MARK = "__Host-aikagi-session", "__Host-aikagi-browser"

# Sessions that a member keeps open at most, and sign-ins after which the unknown ones are ended too: far below the 48
# of an account, so that the server never ends one by itself.
OPEN_SESSIONS = 4
SIGN_INS_BETWEEN_CLEARINGS = 25
# Below so many codes a member takes time for a new sheet: after a restart, and in the middle of the load. The second
# number leaves codes for what may still happen before the sheet is replaced (a sign-in to prove oneself afresh, one in a
# check that finds no session, one that shows the sheet is good): a sheet with no code left is no way in, and the server
# would send an old code elsewhere without a look at it.
FEW_CODES = 5
CODES_TO_GO_ON = 4


def totp(secret: str, step: int) -> str:
    """The six digits of one step of 30 seconds (RFC 6238)."""
    digest = hmac.digest(b32decode(secret + "=" * (-len(secret) % 8)), step.to_bytes(8), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


@dataclass
class Doubt:
    """The one thing that was asked for and not answered: it may have happened, or not."""

    what: str
    value: object = None


@dataclass
class Ledger:
    asked: Counter = field(default_factory=Counter)
    acknowledged: Counter = field(default_factory=Counter)
    doubt: Doubt | None = None
    # Secrets of sessions.
    live: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    sign_ins_since_clearing: int = 0
    # Backup codes of the sheet in force; of sheets that were replaced; and what was spent since the last check.
    unspent: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    just_spent: list[str] = field(default_factory=list)
    # The newest step of 30 seconds whose code was sent, and whether that was acknowledged since the last check.
    last_step: int = 0
    step_just_spent: bool = False
    name: int = 0
    name_asked: int = 0
    # The second app: its number while it is there.
    spare: int | None = None
    spares: int = 0


class Member:
    """One account, its ledger, and what its owner does."""

    def __init__(self, server: Server, number: int):
        self.server = server
        self.address = f"member-{number}@example.org"
        self.password = f"violet kettle under the stairs {number}"
        self.secret = ""
        self.mark = ""
        self.ledger = Ledger()
        self._dice = random.Random(number)

    # Browsers

    def browser(self, session: str | None = None) -> Visitor:
        """A browser that the account knows, with a session or without."""
        visitor = Visitor(self.server.port)
        if self.mark:
            visitor.cookies[MARK] = self.mark
        if session:
            visitor.cookies[SESSION] = session
        return visitor

    def holds(self, session: str) -> bool:
        """Whether this session is signed in."""
        answer = self.browser(session).request("GET", APPS)
        assert (answer.status, answer.header("Location")) in [(200, None), (303, SIGN_IN)], answer.status
        return answer.status == 200

    # Joining

    def join(self) -> None:
        """Accepts an invitation and sets everything up."""
        link = self.server.invite(self.address)
        visitor = self.browser()
        visitor.open(link.removeprefix(self.server.origin))
        page = visitor.submit("/invitation", name="Member", newPassword=self.password)
        self.secret = re.search(r"secret=([A-Z2-7]+)", page.text).group(1)
        page = visitor.submit(JOINING, code=self.fresh_code(), name="phone 0")
        self.ledger.unspent = codes_on(page)
        page = visitor.open(f"{JOINING}/backup-codes/confirm")
        visitor.submit(f"{JOINING}/backup-codes/confirm", code=third_group(page, self.ledger.unspent))
        self.mark = visitor.cookies[MARK]
        self.ledger.live.append(visitor.cookies[SESSION])
        assert self.holds(self.ledger.live[0]), "joining has not led to a session"

    def _step(self) -> int:
        return int(self.server.now()) // 30

    def fresh_code(self) -> str:
        self.ledger.last_step = self._step()
        return totp(self.secret, self.ledger.last_step)

    # What a member does

    def act(self) -> None:
        """Does one thing. An answer that does not come raises, and leaves the thing in doubt."""
        ledger = self.ledger
        if ledger.sign_ins_since_clearing >= SIGN_INS_BETWEEN_CLEARINGS:
            self.end_others()
        elif len(ledger.live) > OPEN_SESSIONS:
            self._dice.choice([self.sign_out, self.sign_out, self.end_others])()
        elif not ledger.live or self._step() > ledger.last_step:
            self.sign_in()
        elif len(ledger.unspent) < CODES_TO_GO_ON:
            self.replace_codes()
        else:
            deeds = [self.sign_in, self.rename, self.sign_out, self.swap_spare, self.replace_codes, self.end_others]
            self._dice.choices(deeds, [50, 20, 15, 10, 5, 5])[0]()

    @contextmanager
    def _asking(self, event: str, value: object = None):
        """Around the one request that changes something."""
        self.ledger.asked[event] += 1
        self.ledger.doubt = Doubt(event, value)
        yield
        self.ledger.doubt = None
        self.ledger.acknowledged[event] += 1

    def sign_in(self) -> None:
        """Password, then the code of the app, once a step, or else a backup code."""
        visitor = self._at_second_step()
        if self._step() > self.ledger.last_step:
            code = self.fresh_code()
            with self._asking("signed in by app", self.ledger.last_step):
                answer = expect(visitor.post(CODE, code=code), 303)
            self.ledger.step_just_spent = True
        else:
            visitor.open(BACKUP_CODE)
            code = self.ledger.unspent.pop()
            with self._asking("signed in by backup code", code):
                answer = expect(visitor.post(BACKUP_CODE, code=code), 303)
            self.ledger.just_spent.append(code)
        self._signed_in(visitor, answer)

    def _at_second_step(self) -> Visitor:
        visitor = self.browser()
        visitor.open(SIGN_IN)
        visitor.submit(SIGN_IN, identifier=self.address)
        page = visitor.submit("/sign-in/password", password=self.password)
        assert page.path == CODE, f"after the password: {page.path} {page.status}\n{page.text[:2000]}"
        return visitor

    def _signed_in(self, visitor: Visitor, answer: Answer) -> None:
        # The second is where each browser is asked once whether it shall be trusted.
        place = answer.header("Location").split("?")[0]
        assert place in ("/", "/account/sessions/trust-browser"), place
        self.ledger.sign_ins_since_clearing += 1
        self.ledger.live.append(visitor.cookies[SESSION])

    def sign_out(self) -> None:
        session = self.ledger.live.pop(0)
        visitor = self.browser(session)
        visitor.open("/")
        with self._asking("signed out", session):
            expect(visitor.post("/sign-out"), 200)
        self.ledger.ended.append(session)

    def end_others(self) -> None:
        """Ends all sessions but the newest, also those that nobody here knows of."""
        others, newest = self.ledger.live[:-1], self.ledger.live[-1]
        if not others and self.ledger.sign_ins_since_clearing < SIGN_INS_BETWEEN_CLEARINGS:
            return
        visitor = self.browser(newest)
        if "/account/sessions/end-others" not in visitor.open("/account/sessions").text:
            self.ledger.sign_ins_since_clearing = 0
            return
        self.ledger.live = [newest]
        with self._asking("others ended", others):
            expect(visitor.post("/account/sessions/end-others"), 303)
        self.ledger.ended += others
        self.ledger.sign_ins_since_clearing = 0

    def rename(self) -> None:
        visitor = self.browser(self.ledger.live[-1])
        visitor.open(link_beside("phone", "rename", visitor.open(APPS)))
        self.ledger.name_asked += 1
        with self._asking("renamed", self.ledger.name_asked):
            expect(visitor.post(f"{APPS}/rename", name=f"phone {self.ledger.name_asked}"), 303)
        self.ledger.name = self.ledger.name_asked

    def swap_spare(self) -> None:
        """Adds a second app, or removes it."""
        visitor = self._freshly_proven()
        if visitor is None:
            return
        if self.ledger.spare is None:
            page = visitor.open(f"{APPS}/add")
            secret = re.search(r"secret=([A-Z2-7]+)", page.text).group(1)
            self.ledger.spares += 1
            number = self.ledger.spares
            with self._asking("app added", number):
                answer = visitor.post(f"{APPS}/add", code=totp(secret, self._step()), name=f"spare {number}")
                expect(answer, 303)
            self.ledger.spare = number
        else:
            visitor.open(link_beside("spare", "remove", visitor.open(APPS)))
            with self._asking("app removed", self.ledger.spare):
                expect(visitor.post(f"{APPS}/remove"), 303)
            self.ledger.spare = None

    def replace_codes(self) -> None:
        """Makes a new sheet and proves that it was kept; the old one is dead from then on."""
        visitor = self._freshly_proven()
        if visitor is None:
            return
        visitor.open(SHEET)
        sheet = codes_on(visitor.submit(f"{SHEET}/new"))
        group = third_group(visitor.open(f"{SHEET}/confirm"), sheet)
        with self._asking("codes replaced", sheet):
            expect(visitor.post(f"{SHEET}/confirm", code=group), 303)
        self.takes_in_use(sheet)

    def takes_in_use(self, sheet: list[str]) -> None:
        """From now on this sheet is in force."""
        self.ledger.dead = self.ledger.unspent[-1:] or self.ledger.just_spent[-1:]
        self.ledger.unspent, self.ledger.just_spent = list(sheet), []

    def _freshly_proven(self) -> Visitor | None:
        """The newest session, if its owner signed in a short while ago; else signs in, which is enough for one act."""
        visitor = self.browser(self.ledger.live[-1])
        if visitor.open(f"{APPS}/add").path == f"{APPS}/add":
            return visitor
        self.sign_in()
        return None

    # Holding the server to its word

    def check(self) -> None:
        """After a restart: nothing acknowledged is lost, nothing spent is good again, and every doubt has one answer."""
        self._check_sessions()
        self._check_apps()
        self._check_codes()
        if len(self.ledger.unspent) < FEW_CODES:
            self.replace_codes()
        assert self.ledger.doubt is None, f"nobody has looked into {self.ledger.doubt}"

    def _settled(self, happened: bool) -> None:
        doubt, self.ledger.doubt = self.ledger.doubt, None
        self.ledger.asked["unanswered, and done" if happened else "unanswered, and not done"] += 1
        if happened:
            self.ledger.asked[f"{doubt.what}, unanswered"] += 1

    def _check_sessions(self) -> None:
        ledger = self.ledger
        match ledger.doubt:
            case Doubt("signed out", session):
                is_live = self.holds(session)
                (ledger.live if is_live else ledger.ended).append(session)
                self._settled(not is_live)
            case Doubt("others ended", sessions):
                standing = {self.holds(session) for session in sessions}
                assert len(standing) < 2, "some of the other sessions have ended and some have not"
                if standing == {True}:
                    ledger.live = sessions + ledger.live
                else:
                    ledger.ended += sessions
                self._settled(standing == {False})
        for session in ledger.live:
            assert self.holds(session), f"{self.address} has lost a session"
        for session in ledger.ended[-6:] + self._dice.sample(ledger.ended, min(4, len(ledger.ended))):
            assert not self.holds(session), f"{self.address}: a session that was ended is back"

    def _check_apps(self) -> None:
        ledger = self.ledger
        if not ledger.live:
            self._offer_unspent()
        page = self.browser(ledger.live[-1]).open(APPS)
        assert page.path == APPS, f"sent to {page.path}"
        name = int(re.search(r"<b>phone (\d+)</b>", page.text).group(1))
        assert ledger.name <= name <= ledger.name_asked, f"{self.address} lost a name: {name}, {ledger}"
        spares = [int(number) for number in re.findall(r"<b>spare (\d+)</b>", page.text)]
        match ledger.doubt:
            case Doubt("renamed", asked):
                self._settled(name == asked)
            case Doubt("app added", number):
                ledger.spare = number if spares else None
                self._settled(bool(spares))
            case Doubt("app removed", number):
                ledger.spare = number if spares else None
                self._settled(not spares)
        ledger.name = name
        assert spares == ([] if ledger.spare is None else [ledger.spare]), f"{self.address}: apps {spares}, {ledger}"

    def _check_codes(self) -> None:
        ledger = self.ledger
        attempt = Offers(self)
        match ledger.doubt:
            case Doubt("signed in by app", step):
                code = totp(self.secret, step)
                self._settled(not attempt.accepts(CODE, code))
                ledger.step_just_spent = True
            case Doubt("signed in by backup code", code):
                self._settled(not attempt.accepts(BACKUP_CODE, code))
                ledger.just_spent.append(code)
            case Doubt("codes replaced", sheet):
                if happened := attempt.accepts(BACKUP_CODE, sheet[0]):
                    self.takes_in_use(sheet[1:])
                    ledger.just_spent.append(sheet[0])
                self._settled(happened)
        if ledger.step_just_spent:
            assert not attempt.accepts(CODE, totp(self.secret, ledger.last_step)), "a code of the app was good twice"
            if self._step() == ledger.last_step:
                assert "used already" in attempt.last.text, "the code was refused, but not as one that was used"
        for code in ledger.just_spent[-1:]:
            assert not attempt.accepts(BACKUP_CODE, code), "a backup code was good twice"
        for code in ledger.dead:
            assert not attempt.accepts(BACKUP_CODE, code), "a code of a sheet that was replaced is good"
        if not attempt.accepted:
            self._offer_unspent(attempt)
        ledger.just_spent, ledger.dead, ledger.step_just_spent = [], [], False

    def _offer_unspent(self, attempt: "Offers | None" = None) -> None:
        """What was not spent is good: the sheet is not lost either."""
        code = self.ledger.unspent.pop()
        assert (attempt or Offers(self)).accepts(BACKUP_CODE, code), f"{self.address}: a code that nobody used is refused"

    def signed_in(self, visitor: Visitor, answer: Answer) -> None:
        """A code that was offered in a check has led to a session."""
        self.ledger.asked["signed in by a check"] += 1
        self._signed_in(visitor, answer)

    def sign_ins(self) -> int:
        """How many sign-ins the audit log must have: every doubt has been settled, so there is one number. Joining is the first."""
        known = 1 + self.ledger.asked["signed in by a check"]
        for way in ["app", "backup code"]:
            known += self.ledger.acknowledged[f"signed in by {way}"]
            known += self.ledger.asked[f"signed in by {way}, unanswered"]
        return known


class Offers:
    """Codes offered one after the other at the second step, in as few sign-ins as the tries of one allow."""

    TRIES = 4

    def __init__(self, member: Member):
        self.member = member
        self.visitor: Visitor | None = None
        self.tries = 0
        self.accepted = 0
        self.last: Answer | None = None

    def accepts(self, page: str, code: str) -> bool:
        if self.visitor is None or self.tries == self.TRIES:
            self.visitor, self.tries = self.member._at_second_step(), 0
        self.visitor.open(page)
        self.last = self.visitor.post(page, code=code)
        self.tries += 1
        if self.last.status == 303:
            self.member.signed_in(self.visitor, self.last)
            self.visitor = None
            self.accepted += 1
            return True
        expect(self.last, 422)
        return False


def expect(answer: Answer, status: int) -> Answer:
    assert answer.status == status, f"{answer.status} for {answer.path}: {answer.text[:1500]}"
    return answer


def codes_on(page: Answer) -> list[str]:
    """The backup codes as the page shows them, without the numbers of the lines."""
    sheet = re.search(r'class="backup-codes".*?</ol>', page.text, re.S).group()
    codes = ["".join(re.findall(r"<span>(\d{5})</span>", row)) for row in sheet.split("</li>") if "<li" in row]
    assert len(codes) == 10 and all(len(code) == 20 for code in codes), codes
    return codes


def third_group(page: Answer, sheet: list[str]) -> str:
    """What the page asks for, to see that the sheet was kept."""
    return sheet[int(re.search(r'for="code">\D*(\d+)', page.text).group(1)) - 1][10:15]


def link_beside(name: str, deed: str, page: Answer) -> str:
    """The link to do something with the app that bears a name."""
    row = next(row for row in page.text.split("</li>") if f"<b>{name} " in row)
    return re.search(rf'"({APPS}/{deed}\?id=[^"]+)"', row).group(1)
