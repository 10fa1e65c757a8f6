/** The chat with scripts: a question is answered without leaving the page.
 *  Without scripts the same forms are sent by the browser and answered with whole pages. */

import { covered, fetched, keys, parts, refresh, takeFiles } from "./page.js";

const PATIENCE = 60_000; // milliseconds until an answer is given up
const [TOO_MANY, SERVER_ERROR] = [429, 500]; // statuses of HTTP

const form = document.getElementById("composer");
const box = document.getElementById("question");
const log = document.getElementById("log");
const next = document.getElementById("next");
const said = document.getElementById("said");
const notice = document.getElementById("notice");
const welcome = document.getElementById("welcome");
const scope = document.getElementById("scope");
let asking = false;
let unanswered = {}; // what was asked last without an answer, and the key that asks it once

/** Ask, and show the question at once, then the answer or what went wrong; `instead`: in place of this turn. */
async function ask(question, instead = null) {
  if (asking || !question) return;
  setAsking(true);
  notice.replaceChildren();
  for (const row of document.querySelectorAll("#uploads li:not(:has(progress, button))")) row.remove();
  next.replaceChildren();
  if (welcome) welcome.hidden = true;
  const replaced = instead ? [...log.children].slice([...log.children].indexOf(instead)) : [];
  for (const turn of replaced) turn.hidden = true;
  const pending = showPending(question);
  if (box.value.trim() === question) box.value = "";
  resize();
  try {
    const turn = await fetchTurn(question, instead);
    pending.remove();
    for (const turn of replaced) turn.remove();
    show(turn);
  } catch (error) {
    pending.remove();
    for (const turn of replaced) turn.hidden = false;
    explain(error, question, instead);
  }
  setAsking(false);
}

function setAsking(value) {
  asking = value;
  form.querySelector(".box button").setAttribute("aria-disabled", value);
  if (matchMedia("(pointer: coarse)").matches) box.blur(); // the keyboard would cover the answer
  else box.focus();
}

/** The question with a quiet "Reading", outside of the log. */
function showPending(question) {
  const pending = document.getElementById("pending").content.firstElementChild.cloneNode(true);
  pending.querySelector(".question").textContent = question;
  document.getElementById("waiting").append(pending);
  pending.scrollIntoView();
  return pending;
}

/** Send the question; return the turn as the server rendered it, or throw why there is none. */
async function fetchTurn(question, instead) {
  const sent = {
    question,
    conversation_id: form.conversation_id.value,
    instead_of: instead?.id.slice(5) ?? "",
    in: scope?.value ?? "",
  };
  const body = new URLSearchParams(sent);
  if (unanswered.asked !== `${body}`) unanswered = { asked: `${body}`, key: `${Date.now()}-${Math.random()}` };
  const nodes = await fetched(form.action, {
    method: "POST",
    body,
    headers: { "Idempotency-Key": unanswered.key },
    signal: AbortSignal.timeout(PATIENCE),
  });
  unanswered = {};
  return nodes.find((node) => node.matches?.(".turn"));
}

/** Append a turn, and make this page the conversation's own, so that a reload keeps it. */
function show(turn) {
  const id = turn.dataset.conversation;
  const first = log.childElementCount === 0;
  prepare(turn);
  document.getElementById(turn.id)?.remove(); // its answer was lost on the way, and came from another tab since
  log.append(turn);
  const isLong = turn.querySelector(".question").offsetHeight > innerHeight / 2;
  (isLong ? turn.querySelector(".answer") : turn).scrollIntoView();
  announce(wordsOf(turn), turn.querySelector(".lead, blockquote")?.lang);
  form.conversation_id.value = id;
  box.placeholder = form.dataset.next;
  if (first) {
    const { textContent } = turn.querySelector(".question");
    const title = Object.assign(document.createElement("h1"), { className: "unseen", textContent });
    (welcome?.isConnected ? welcome : document.querySelector("h1"))?.replaceWith(title);
    history.replaceState(null, "", turn.dataset.address + chosen());
    document.title = `${textContent.slice(0, 70)} · Quoth`;
  }
  refresh(id);
  goOn(turn);
}

/** The choice of documents as the address says it. */
const chosen = () => (scope?.value ? `?${new URLSearchParams({ in: scope.value })}` : "");

/** Offer questions that lead on, once they are found, unless something else was asked meanwhile. */
async function goOn(turn) {
  const found = await fetched(`${turn.dataset.address}/next${chosen()}`).catch(() => []);
  if (turn !== log.lastElementChild || asking) return;
  next.replaceChildren(...found);
  const hidden = covered();
  if (hidden > 0 && turn.getBoundingClientRect().top > hidden) scrollBy(0, hidden);
}

/** Show what was asked and edited in another tab meanwhile, each turn in its place. */
async function catchUp() {
  const last = log.lastElementChild;
  if (document.hidden || asking || !last) return;
  const nodes = await fetched(last.dataset.address + chosen()).catch(() => []);
  const turns = parts(nodes, "#log .turn");
  if (asking || !turns.length || last !== log.lastElementChild) return;
  for (const turn of [...log.children]) if (!turns.some(({ id }) => id === turn.id)) turn.remove();
  let before = null;
  for (const turn of turns) {
    const here = document.getElementById(turn.id);
    if (!here) {
      prepare(turn);
      before ? before.after(turn) : log.prepend(turn);
    }
    before = here ?? turn;
  }
  if (last === log.lastElementChild) return;
  next.replaceChildren(...parts(nodes, "#next > *"));
  refresh(last.dataset.conversation);
}

/** Add what was dropped here to the library; what does so is loaded then. */
async function take(entries) {
  try {
    const { add, bring, dropped, renew } = await import("./uploads.js");
    await bring(form.dataset.documents, notice);
    add(await dropped(entries), async () => {
      const choice = scope?.value;
      await renew("welcome", "scope");
      if (scope) scope.value = choice;
    });
  } catch (error) {
    tell(error);
  }
}

const why = (error) => (error.refused ? error.message : notice.dataset.unreachable);

function tell(error) {
  notice.textContent = why(error);
}

/** The words of an answer with where they stand, to copy and to hear. */
function wordsOf(turn) {
  const parts = [turn.querySelector(".lead")?.textContent];
  for (const figure of turn.querySelectorAll("figure")) {
    const quote = figure.querySelector("blockquote").textContent.trim();
    const where = figure.querySelector("figcaption span").textContent;
    parts.push(figure.querySelector(".elsewhere")?.textContent, `“${quote}” — ${where}`);
  }
  return parts.filter(Boolean).map((part) => part.trim()).join("\n\n");
}

/** Say something to screen readers, once: the log itself is quiet, its buttons are not read out. */
function announce(words, lang) {
  said.textContent = "";
  said.lang = lang || document.documentElement.lang;
  setTimeout(() => (said.textContent = words), 50);
}

/** Show what only works with scripts. */
function prepare(turn) {
  turn.querySelector(".copy").hidden = false;
  takeAll(turn.querySelector("textarea"));
}

/** Cut nothing off what is pasted: the server says when a question is too long, and it can be shortened. */
function takeAll(area) {
  area.removeAttribute("maxlength");
}

async function copy(turn) {
  const button = turn.querySelector(".copy");
  await navigator.clipboard.writeText(wordsOf(turn)).catch(() => copyWithoutClipboard(turn));
  const icon = button.querySelector("use");
  const [address] = icon.getAttribute("href").split("#");
  button.classList.add("done");
  icon.setAttribute("href", `${address}#done`);
  announce(button.dataset.done);
  setTimeout(() => {
    button.classList.remove("done");
    icon.setAttribute("href", `${address}#copy`);
  }, 1500);
}

/** Where a page may not write to the clipboard (plain HTTP): copy as the browser's own menu does. */
function copyWithoutClipboard(turn) {
  const area = Object.assign(document.createElement("textarea"), { value: wordsOf(turn), className: "unseen" });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** Send a judgement and show what can be said of it then. */
async function rate(judged, button) {
  const slot = judged.closest(".actions");
  const opened = button.value === "no" && !judged.querySelector("fieldset");
  const sent = new URLSearchParams(new FormData(judged, button));
  const nodes = await fetched(judged.action, { method: "POST", body: sent });
  for (const old of slot.querySelectorAll(".feedback, .reason")) if (old.isConnected) old.remove();
  slot.querySelector(".copy").after(...nodes);
  const reason = slot.querySelector(".reason");
  if (reason && opened) reason.querySelector("input").focus();
  else if (reason && !button.ariaLabel) reason.querySelector("summary").focus(); // it says what is kept
  else slot.querySelector(`.feedback button[aria-label="${button.ariaLabel}"]`)?.focus();
}

/** Say why there is no answer, and offer another try where that may help; the question is kept in the box. */
function explain(error, question, instead) {
  notice.replaceChildren(Object.assign(document.createElement("p"), { textContent: why(error) }));
  if (!error.refused || error.status === TOO_MANY || error.status >= SERVER_ERROR) {
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = form.dataset.retry;
    retry.addEventListener("click", () => ask(question, instead));
    notice.append(retry);
  }
  if (welcome) welcome.hidden = log.childElementCount > 0;
  if (!instead) box.value ||= question;
  resize();
}

/** Let the box grow with its text where the style sheet cannot. */
function resize() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

/** Open the last question to be edited. */
function edit() {
  const again = log.lastElementChild?.querySelector(".again");
  if (!again) return;
  again.open = true;
  again.querySelector("textarea").focus();
}

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  const turn = target.closest(".turn");
  if (target === form) ask(box.value.trim());
  else if (target.matches(".suggestions")) ask(submitter.value);
  else if (target.matches(".again form")) ask(target.question.value.trim(), turn);
  else if (target.matches(".feedback")) {
    rate(target, submitter).catch(tell);
  } else return;
  event.preventDefault();
});

log.addEventListener("click", (event) => {
  if (event.target.closest(".copy")) copy(event.target.closest(".turn"));
});

scope?.addEventListener("change", () => {
  history.replaceState(history.state, "", location.pathname + chosen());
  document.getElementById("suggestions")?.remove(); // they were tried on other documents
  next.replaceChildren();
  if (log.lastElementChild) goOn(log.lastElementChild);
});

box.addEventListener("input", resize);
document.addEventListener("visibilitychange", catchUp);
if (form.dataset.documents) takeFiles(take);
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && !event.shiftKey && event.target.matches?.("#question, .again textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  } else if (event.key === "ArrowUp" && event.target === box && !box.value) {
    event.preventDefault();
    edit();
  }
});

keys["/"] = () => box.focus();
keys.o = () => log.lastElementChild?.querySelector("figcaption a")?.click();
keys.w = () => log.lastElementChild?.querySelector(".why")?.click();
keys.c = () => log.lastElementChild && copy(log.lastElementChild);

for (const turn of log.children) prepare(turn);
takeAll(box);
if (welcome) box.focus({ preventScroll: true });
document.getElementById("hint").hidden = false;
