"use strict";
// The page works without this: forms are sent and pages come back. With it, answers appear in place, what was sent on a
// bad line is sent again under the same number (the server answers it once), and other tabs and devices are heard of.

const log = document.getElementById("log");
const board = document.getElementById("bord");
// The open window has one of its own: what lies behind it is not read aloud.
const statuses = document.querySelectorAll(".status");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const started = performance.now();
let serverStart = Number((log || board || document.body).dataset.nu || Date.now());
let busy = false;
let sent = 0;
let missed = false;

const say = (text, wrong = false) => {
  for (const one of statuses) {
    // The same again would be read aloud again.
    if (one.textContent !== text) one.textContent = text;
    one.classList.toggle("fout", wrong);
  }
};
const pause = (ms) => new Promise((done) => {
  const timer = setTimeout(finish, ms);
  function finish() { clearTimeout(timer); removeEventListener("online", finish); done(); }
  addEventListener("online", finish);
});
const fragment = (html) => document.createRange().createContextualFragment(html);
const messageId = () => Math.round(serverStart + performance.now() - started);

// --- Sending

const FAULTS = 3;
// What the page says itself stands in its body, where the server put it.
const words = document.body.dataset;

// An answer of the server itself is JSON: a proxy that has no server behind it for a while answers something else.
async function outcome(url, values) {
  let answer, data = null;
  try {
    answer = await fetch(url, { method: "POST", body: values, headers: { "X-Ehbc": "1" }, signal: AbortSignal.timeout(20000) });
    if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) data = await answer.json();
  } catch { return { lost: true }; }
  if (answer.ok && data) return { data };
  if (answer.status === 502 || answer.status === 504 || (answer.status === 503 && !data)) return { lost: true };
  return { refused: data?.fout || words.mislukt, fault: answer.ok || answer.status === 500 };
}

// Send until it arrives: the same number every time. A line that is down is waited for; a fault on the other side is not
// waited for without end, because nothing else can be sent meanwhile.
async function send(url, values) {
  for (let tries = 0, faults = 0; ; tries++) {
    const { data, lost, refused, fault } = await outcome(url, values);
    if (data) { say(""); return data; }
    if (!lost && (!fault || ++faults >= FAULTS)) throw new Error(refused);
    if (lost) say(words.geenVerbinding, true);
    else say(words.nogEens, true);
    await pause(Math.min(1000 * 2 ** tries, 15000));
  }
}

function valuesOf(form, button) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) values.set(name, value);
  if (button && button.name) values.set(button.name, button.value);
  values.set("id", String(messageId()));
  return values;
}

// --- Chat

function showTurns(data, { focus = false } = {}) {
  if (data.ga) { location.assign(data.ga); return; }
  const fresh = data.tijdperk !== log.dataset.tijdperk;
  const before = Number(log.dataset.laatste);
  // Two answers may cross on the line: an older one must not take the buttons of a newer one away.
  if (!fresh && data.laatste < before) return;
  if (fresh) log.replaceChildren();
  for (const turn of [...fragment(data.beurten).children]) {
    if (!fresh && document.getElementById(turn.id)) continue;
    turn.classList.add("nieuw");
    log.append(turn);
  }
  for (const form of log.querySelectorAll(".beurt .knoppen")) if (Number(form.closest(".beurt").dataset.beurt) !== data.open) form.remove();
  log.dataset.tijdperk = data.tijdperk;
  log.dataset.laatste = data.laatste;
  showPlan(data.plan);
  const newest = log.lastElementChild;
  if (newest && (fresh || data.laatste !== before)) {
    newest.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    if (focus) newest.focus({ preventScroll: true });
  }
}

function showPlan(html) {
  const plan = document.getElementById("plan");
  const open = plan.querySelector("details")?.open;
  plan.replaceChildren(fragment(html));
  const strip = plan.querySelector("details");
  if (strip && open !== undefined) strip.open = open; else unfold(strip);
}

function unfold(strip) { if (strip && matchMedia("(min-width: 60rem)").matches) strip.open = true; }

async function talk(form, button) {
  if (busy) return;
  // Not form.id: the form has a field of that name.
  const typed = form.getAttribute("id") === "zeg" && !(button && button.name);
  const field = form.elements.tekst;
  const text = field?.value;
  const values = valuesOf(form, button);
  if (button && button.name) values.delete("tekst");
  values.set("na", log.dataset.laatste);
  values.set("tijdperk", log.dataset.tijdperk);
  const pending = document.createElement("p");
  pending.classList.add("jij", "onderweg");
  pending.textContent = typed ? text : button.textContent;
  setBusy(true);
  log.append(pending);
  pending.scrollIntoView({ block: "nearest" });
  try {
    const data = await send("/zeg", values);
    pending.remove();
    // What was typed while it was on its way is for the next time.
    if (typed && field.value === text) { field.value = ""; grow(field); }
    document.getElementById("veranderd").hidden = true;
    document.getElementById("opvolgen")?.remove();
    showTurns(data, { focus: !typed });
  } catch (error) {
    pending.remove();
    say(error.message, true);
  } finally {
    rest();
  }
}

function rest() {
  setBusy(false);
  if (missed) { missed = false; catchUp(); }
}

function setBusy(on) {
  busy = on;
  if (on) sent++;
  // Not of what is around it: a screen reader keeps silent about what is busy, and the status lies there.
  (log || board).setAttribute("aria-busy", String(on));
}

// What came in meanwhile. An answer that was overtaken by something sent from here is old: it is asked again.
async function catchUp() {
  if (busy) { missed = true; return; }
  const then = sent;
  const overtaken = () => {
    if (busy) missed = true; else if (sent !== then) catchUp();
    return busy || sent !== then;
  };
  try {
    if (log) {
      const query = new URLSearchParams({ na: log.dataset.laatste, tijdperk: log.dataset.tijdperk });
      const answer = await fetch(`/beurten?${query}`, { headers: { "X-Ehbc": "1" } });
      if (!answer.ok) return;
      const data = await answer.json();
      if (overtaken()) return;
      // The server began anew. A sentence half typed is not taken away for it: the next answer brings the new page as well.
      if (data.opnieuw) { if (log.childElementCount > 1 && !document.getElementById("tekst").value.trim()) location.reload(); return; }
      if (data.laatste !== Number(log.dataset.laatste)) showTurns(data);
      document.getElementById("veranderd").hidden = !data.veranderd;
    } else if (board) {
      const answer = await fetch("/bord", { headers: { "X-Ehbc": "1" } });
      if (answer.status === 401 || answer.status === 403) { location.reload(); return; }
      if (!answer.ok) return;
      const data = await answer.json();
      if (!overtaken()) showBoard(data);
    }
  } catch { /* The line is down: the next try comes by itself. */ }
}

// --- Board

// Where on the board the window was opened from.
let cameFrom = null;

// Nothing is replaced when nothing changed: whoever reads the board keeps the place, whatever reads it aloud.
function showBoard(data) {
  if (data.stand === board.dataset.stand) return;
  const open = [...board.querySelectorAll("details[open]")].map((one) => one.id);
  const place = board.contains(document.activeElement) ? placeOf(document.activeElement) : null;
  const left = document.getElementById("stroken").scrollLeft;
  board.replaceChildren(fragment(data.bord));
  board.dataset.stand = data.stand;
  for (const id of open) { const one = id && document.getElementById(id); if (one) one.open = true; }
  document.getElementById("stroken").scrollLeft = left;
  if (place) goTo(place);
}

// Every element of the board that takes the focus has an id. A link of the summary leads to its card.
const placeOf = (element) => ({ id: element.id, card: element.closest(".kaart")?.id || element.hash?.slice(1) });

// Focus what had it; without that its card; without a card the heading above all cards.
function goTo({ id, card }) {
  for (const one of [id, card, "dossiers"]) {
    const found = one && document.getElementById(one);
    found?.focus({ preventScroll: one === id });
    if (found && document.activeElement === found) return;
  }
}

async function act(form, button) {
  if (busy) return;
  setBusy(true);
  try {
    const data = await send("/bord/doe", valuesOf(form, button));
    if (button && board.contains(button)) cameFrom = placeOf(button);
    showBoard(data);
    const dialog = document.getElementById("venster");
    document.getElementById("vensterinhoud").replaceChildren(fragment(data.paneel));
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".beurt")?.focus();
  } catch (error) {
    say(error.message, true);
  } finally {
    rest();
  }
}

// --- Live

const TOO_MANY = 1013;

// A line counts as one when something came over it, or when it held for a while: a server that takes it and hangs up at
// once is asked less and less often, and one that says it has too many is left alone for minutes, not all at one moment.
function listen(tries = 0) {
  const line = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  let held;
  line.addEventListener("open", () => { held = setTimeout(() => { tries = 0; }, 10000); catchUp(); });
  line.addEventListener("message", (event) => {
    tries = 0;
    const news = JSON.parse(event.data);
    if (news.af) location.reload();
    else if (news.bord || news.tijdperk !== log?.dataset.tijdperk || news.chat !== Number(log?.dataset.laatste)) catchUp();
  });
  line.addEventListener("close", async (event) => {
    clearTimeout(held);
    await pause(event.code === TOO_MANY ? 180000 * (1 + Math.random()) : Math.min(1000 * 2 ** tries, 30000));
    listen(tries + 1);
  });
}

function grow(field) {
  if (CSS.supports("field-sizing", "content")) return;
  const rows = Math.min(5, field.value.split("\n").length + Math.floor(field.value.length / 38));
  field.rows = Math.max(1, rows);
}

// --- Start

document.addEventListener("submit", (event) => {
  const form = event.target;
  const path = new URL(form.action, location).pathname;
  if (form.method !== "post") return;
  if (log && path === "/zeg") { event.preventDefault(); talk(form, event.submitter); }
  if (board && path === "/bord/doe") { event.preventDefault(); act(form, event.submitter); }
});

if (log) {
  const field = document.getElementById("tekst");
  field.addEventListener("input", () => grow(field));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (field.value.trim()) field.form.requestSubmit();
  });
  // What is scrolled to stays clear of the strip above it, which is as high as the step's name needs.
  const strip = document.getElementById("plan");
  new ResizeObserver(() => {
    const above = strip.querySelector("summary, .leeg")?.offsetHeight || 0;
    document.documentElement.style.setProperty("--plan", `${above}px`);
  }).observe(strip);
  unfold(document.getElementById("strook"));
  if (log.childElementCount > 1 && !location.hash) log.lastElementChild.scrollIntoView({ block: "start", behavior: "instant" });
}

if (board) document.getElementById("venster").addEventListener("close", () => { if (cameFrom) goTo(cameFrom); cameFrom = null; });

const code = document.getElementById("code");
if (code && location.hash.length > 1) {
  // The code of a link: it was never sent to a server, and it does not stay in the address or the history.
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
  code.form.querySelector("button").focus();
}

if (log || board) {
  listen();
  addEventListener("pageshow", (event) => { if (event.persisted) catchUp(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) catchUp(); });
  setInterval(() => { if (!document.hidden) catchUp(); }, 60000);
}
