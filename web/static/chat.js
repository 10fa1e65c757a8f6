/** The chat page with scripts: a question is answered without leaving the page.
 *  Without scripts the same forms are sent by the browser and answered with whole pages. */

const PATIENCE = 60_000; // milliseconds until an answer is given up

const form = document.getElementById("composer");
const box = document.getElementById("question");
const log = document.getElementById("log");
const notice = document.getElementById("notice");
const welcome = document.getElementById("welcome");
let asking = false;

/** Ask, and show the question at once, then the answer or what went wrong. */
async function ask(question) {
  if (asking || !question) return;
  setAsking(true);
  notice.replaceChildren();
  if (welcome) welcome.hidden = true;
  const pending = showPending(question);
  if (box.value.trim() === question) box.value = "";
  resize();
  try {
    const turn = await fetchTurn(question);
    pending.remove();
    show(turn);
  } catch (error) {
    pending.remove();
    explain(error, question);
  }
  setAsking(false);
}

function setAsking(value) {
  asking = value;
  form.querySelector(".box button").setAttribute("aria-disabled", value);
  if (matchMedia("(pointer: coarse)").matches) box.blur(); // the keyboard would cover the answer
  else box.focus();
}

/** The question with a quiet "Reading", outside of the log: screen readers hear each answer once. */
function showPending(question) {
  const pending = document.getElementById("pending").content.firstElementChild.cloneNode(true);
  pending.querySelector(".question").textContent = question;
  document.getElementById("waiting").append(pending);
  pending.scrollIntoView();
  return pending;
}

/** Send the question; return the turn as the server rendered it, or throw why there is none. */
async function fetchTurn(question) {
  const response = await fetch(form.action, {
    method: "POST",
    headers: { "X-Requested-With": "fetch" },
    body: new URLSearchParams({ question, conversation_id: form.conversation_id.value }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? `the server says ${response.status}`), { refused: true });
  }
  return new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".turn");
}

/** Append a turn, and make this page the conversation's own, so that a reload keeps it. */
function show(turn) {
  const first = !form.conversation_id.value;
  log.append(turn);
  turn.scrollIntoView();
  form.conversation_id.value = turn.dataset.conversation;
  box.placeholder = "Ask a follow-up";
  if (first) {
    const { textContent } = turn.querySelector(".question");
    welcome?.replaceWith(Object.assign(document.createElement("h1"), { className: "unseen", textContent }));
    history.replaceState(null, "", turn.dataset.address);
    document.title = `${textContent.slice(0, 70)} · Quoth`;
  }
}

/** Say why there is no answer; the question is kept in the box. */
function explain(error, question) {
  const what = error.refused ? error.message : "Quoth could not be reached. Is it still running?";
  const retry = document.createElement("button");
  retry.type = "button";
  retry.textContent = "Try again";
  retry.addEventListener("click", () => ask(question));
  notice.replaceChildren(Object.assign(document.createElement("p"), { textContent: what }), retry);
  if (welcome) welcome.hidden = log.childElementCount > 0;
  box.value ||= question;
  resize();
}

/** Let the box grow with its text where the style sheet cannot. */
function resize() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(box.value.trim());
});

document.getElementById("suggestions")?.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(event.submitter.value);
});

box.addEventListener("input", resize);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("textarea, input, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
});

document.getElementById("hint").hidden = false;
