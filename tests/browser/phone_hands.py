"""What a counter's hands do at the phone, and how many acts that takes.

An act is a tap, a scan, one keyed number, or a key outside the digits (UX.md section 2).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pandian.kernel.rules import uuid7
from tests.browser.phone_world import enrolment

KEYS = """([text, enter]) => {
  const plain = "`1234567890-=qwertyuiop[]\\\\asdfghjkl;'zxcvbnm,./ ";
  const shift = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>? ';
  const codes = ("Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 "
    + "Minus Equal KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight "
    + "Backslash KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote KeyZ KeyX KeyC KeyV "
    + "KeyB KeyN KeyM Comma Period Slash Space").split(" ");
  const t = performance.now();
  const fire = (key) => {
    const target = document.activeElement ?? document.body;
    for (const kind of ["keydown", "keyup"]) {
      const event = new KeyboardEvent(kind, {bubbles: true, cancelable: true, ...key});
      Object.defineProperty(event, "timeStamp", {value: t}); // a stall would cut the scan in two
      target.dispatchEvent(event);
    }
  };
  for (const sign of text) {
    if (sign === "\\x1d") { fire({code: "BracketRight", key: "]", ctrlKey: true}); continue; }
    const at = plain.indexOf(sign);
    fire(at < 0 ? {code: codes[shift.indexOf(sign)], key: sign, shiftKey: true}
      : {code: codes[at], key: sign});
  }
  if (enter) fire({code: "Enter", key: "Enter"});
}"""
DUMP = """async () => {
  const found = [];
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => { const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error); });
    for (const store of db.objectStoreNames) found.push(await new Promise((done) => {
      const asked = db.transaction(store).objectStore(store).getAll();
      asked.onsuccess = () => done(JSON.stringify(asked.result)); }));
    db.close();
  }
  for (const name of await caches.keys()) for (const request of await (await caches.open(name))
    .keys()) if (!/\\.(wasm|js|css|svg|png)$/.test(request.url)) {
      found.push(await (await (await caches.open(name)).match(request)).text()); }
  found.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
  return found.join("\\n");
}"""
WATCH = """(() => {
  let open = 0;
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const made = begin.apply(this, given);
    open += 1;
    for (const end of ['complete', 'abort']) made.addEventListener(end, () => { open -= 1; });
    return made;
  };
  const listen = document.addEventListener;
  document.addEventListener = function (name, work, how) {
    if (name === 'keydown' && how === true) window.hearing = true;
    return listen.call(this, name, work, how);
  };
  window.atRest = () => new Promise((done) => {
    let calm = 0;
    const look = () => {
      calm = open ? 0 : calm + 1;
      if (calm > 4) done(true);
      else setTimeout(look);
    };
    look();
  });
})()"""
"""Lets a page say that it hears a scanner, and when it has nothing to read or write any more.

What a phone does after a touch is one transaction of its storage after the other: where none is
open for some turns, all is drawn, however long the machine took for it.
"""
OPENED = """([before, screen]) => document.body.dataset.screen === screen
  && document.getElementById('main').firstElementChild !== before"""
LOOK_MS = 50
"""How often to ask: a look with each frame would make the browser draw frames for it alone."""
HAND_MS = 180
"""No hand is quicker from one act to the next."""
SETTLED = "() => !document.querySelector('#flash[data-level=ok], #flash[data-level=warning]')"


class Hands:
    """One counter with one phone; `acts` counts what was done."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.acts = 0

    def scan(self, text: str) -> None:
        """Pull the trigger of a wedge scanner that ends with Enter."""
        self.acts += 1
        self.page.wait_for_function("() => window.hearing", polling=LOOK_MS)
        self.page.evaluate(KEYS, [text, True])
        self.rest()

    def number(self, digits: str) -> None:
        """Key one number on the screen's keys."""
        self.acts += 1
        for digit in digits:
            self.page.locator(".keys button", has_text=digit).filter(
                has_text=digit).locator(f"text=/^{digit}$/").first.click()
        self.page.evaluate("() => atRest()")

    def tap(self, target: str) -> None:
        """Tap one thing."""
        self.acts += 1
        self.page.click(target)
        self.rest()

    def rest(self) -> None:
        """Wait until what was done has been written and shown."""
        self.page.wait_for_timeout(HAND_MS)
        self.page.evaluate("() => atRest()")
        self.page.wait_for_function(SETTLED, polling=LOOK_MS)

    def escape(self) -> None:
        """Leave the sheet that lies over the screen."""
        self.page.keyboard.press("Escape")
        self.page.wait_for_selector("dialog[open]", state="detached")
        self.rest()

    def since(self) -> int:
        """Return the acts since the last time, and begin anew."""
        done, self.acts = self.acts, 0
        return done

    def rows(self) -> list[dict[str, Any]]:
        """Return what the phone has stored, oldest first, visits left out."""
        return self.page.evaluate(
            """async () => { const opened = await new Promise((done) => {
                 const asked = indexedDB.open('pandian-phone');
                 asked.onsuccess = () => done(asked.result); });
               const all = await Promise.all(['outbox', 'sent'].map((name) =>
                 new Promise((done) => { const asked = opened.transaction(name)
                   .objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); })));
               opened.close();
               return all.flat().sort((a, b) => a.seq - b.seq)
                 .filter((row) => row.kind === 'observation').map((row) => row.body); }""")

    def said(self) -> str:
        """Return the newest message."""
        return str(self.page.inner_text("#said"))

    def look(self, screen: str) -> None:
        """Open a screen by its address, if it is not open yet."""
        page = self.page
        if page.evaluate("() => location.hash") != f"#/{screen}":
            before = page.evaluate_handle(
                "() => document.getElementById('main').firstElementChild")
            page.evaluate("screen => { location.hash = '#/' + screen; }", screen)
            page.wait_for_function(
                OPENED, arg=[before, screen.split("/")[0].split("?")[0]], polling=LOOK_MS)
        self.rest()


def join(page: Any, base_url: str, person: str = "wang", pin: str = "") -> Hands:
    """Scan the enrolment QR with this page, choose a PIN or leave it, and wait for the tasks."""
    page.add_init_script(WATCH)
    page.goto(f"/phone/{enrolment('SH1', person, base_url)}")
    page.wait_for_selector(".pin")
    if pin:
        page.fill("#pin", pin)
        page.click(".pin .primary")
    else:
        page.click(".join > .plain.wide")
    page.wait_for_selector(".tasks")
    return Hands(page)


def furnish() -> None:
    """Add a serialised item with a trade number, and one for the gauze and the stent."""
    from pandian.catalog.operations import put_items
    from pandian.catalog.words import CodeDraft, ItemDraft, PackDraft
    from pandian.governance.words import SYSTEM

    put_items(scope=SYSTEM, items=[
        ItemDraft("GAUZE", "医用纱布块", "片", "Gauze", cost="1.50",
                  packs=(PackDraft("盒", 10, "16901234567899"),)),
        ItemDraft("STENT", "冠脉支架 2.5×18", "支", "Stent", tracking="lot", expiry=True,
                  codes=(CodeDraft("gtin", "06901234567892"),), cost="3200"),
        ItemDraft("PACE", "心脏起搏器", "台", "Pacemaker", tracking="serial",
                  codes=(CodeDraft("gtin", "06901234567885"),), cost="25000")])


def receive(item: str, place: str, quantity: int, lot: str | None = None) -> None:
    """Put stock into the book, an hour ago."""
    from pandian.governance.words import SYSTEM
    from pandian.ledger.operations import post
    from pandian.ledger.words import LineRequest, PostingRequest

    rows = post(scope=SYSTEM, requests=[PostingRequest(
        uuid7(), "SH1", "receipt", {"document": "PO-9"}, datetime.now(UTC) - timedelta(hours=1),
        (LineRequest(item, "@supplier", place, quantity, lot=lot),))])
    assert [row.result for row in rows] == ["created"]
