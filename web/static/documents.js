/** The documents page with scripts: files dropped anywhere, progress for each, and changes without leaving the page.
 *  Without scripts the same forms are sent by the browser and answered with whole pages. */

import { fetched, FETCHED } from "./page.js";

const AT_ONCE = 2;
const AGAIN = [429, 503]; // statuses of HTTP that say when to come again
const form = document.getElementById("add");
const list = document.getElementById("uploads");
const removed = document.getElementById("removed");
const main = document.getElementById("main");
const waiting = [];
let running = 0;

/** Show a row for each file and send them, some at a time. */
function add(files) {
  for (const { file, name } of files) {
    const row = document.getElementById("upload").content.firstElementChild.cloneNode(true);
    row.querySelector(".name").textContent = name;
    row.querySelector(".state").textContent = list.dataset.waiting;
    list.prepend(row);
    if (file.size > list.dataset.most) fail(row, name, tooLarge(file, name));
    else waiting.push({ file, name, row });
  }
  proceed();
}

async function proceed() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).finally(() => {
      running -= 1;
      if (running || waiting.length) proceed();
      else refresh();
    });
  }
}

/** Send one file; its row says how far it is, then what became of it. fetch tells no progress of what is sent. */
function send({ file, name, row }) {
  const [bar, state] = [row.querySelector("progress"), row.querySelector(".state")];
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    for (const [header, value] of Object.entries(FETCHED)) request.setRequestHeader(header, value);
    state.textContent = list.dataset.sending;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value"); // it is read now, and nobody knows for how long
      state.textContent = list.dataset.reading;
    });
    request.addEventListener("load", () => {
      const seconds = Number(request.getResponseHeader("Retry-After"));
      if (seconds > 0 && AGAIN.includes(request.status)) { // so many files are more than may be sent in a minute
        state.textContent = list.dataset.waiting;
        setTimeout(() => send({ file, name, row }).then(done), seconds * 1000);
        return;
      }
      if (request.status === 200) {
        const page = new DOMParser().parseFromString(`<ul>${request.responseText}</ul>`, "text/html");
        row.replaceWith(...page.querySelectorAll("li"));
      } else fail(row, name, problem(request));
      done();
    });
    request.addEventListener("error", () => {
      fail(row, name, list.dataset.unreachable);
      done();
    });
    const body = new FormData();
    body.append("file", file, name);
    request.send(body);
  });
}

function problem(request) {
  try {
    return JSON.parse(request.responseText).detail;
  } catch {
    return list.dataset.unreachable;
  }
}

/** What the server would say. It hangs up on what is far too large, which then looks as if it were not there. */
function tooLarge(file, name) {
  const count = file.size.toLocaleString(document.documentElement.lang);
  return list.dataset.large.replace("{file}", () => name).replace("{count}", () => count);
}

function fail(row, name, why) {
  row.className = "failed";
  row.replaceChildren(why.includes(name) ? why : `${name}: ${why}`);
}

/** Show the library as it is now; the rows of this page's own uploads stay. */
async function refresh() {
  const nodes = await fetched(location.href).catch(() => []);
  const now = nodes.map((node) => node.querySelector?.("#library") ?? null).find(Boolean);
  if (now) document.getElementById("library").replaceWith(now);
}

/** The files of what was dropped, with the folders that they stand in as part of their names. */
async function dropped(items) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = await Promise.all(entries.map((entry) => within(entry, "")));
  return found.flat();
}

async function within(entry, folder) {
  const name = `${folder}${entry.name}`;
  if (entry.isFile) return [{ name, file: await new Promise((take, fail) => entry.file(take, fail)) }];
  const [reader, entries] = [entry.createReader(), []];
  for (;;) {
    const some = await new Promise((take, fail) => reader.readEntries(take, fail));
    if (!some.length) break;
    entries.push(...some.filter((each) => !each.name.startsWith(".")));
  }
  return (await Promise.all(entries.map((each) => within(each, `${name}/`)))).flat();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add([...form.elements.file.files].map((file) => ({ file, name: file.name })));
  form.reset();
});

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});
document.addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.remove("dropping");
  add(await dropped(event.dataTransfer.items));
});

/** Removing, undoing and tagging change this page where they stand. */
main.addEventListener("submit", async (event) => {
  const sent = event.target;
  if (!sent.matches(".remove, .undo, .tagging")) return;
  event.preventDefault();
  let nodes = [];
  removed.querySelector("p.notice")?.remove();
  try {
    nodes = await fetched(sent.action, { method: "POST", body: new URLSearchParams(new FormData(sent)) });
    if (sent.matches(".remove")) {
      removed.prepend(...nodes);
      forget(nodes.find(isOffer));
    } else if (sent.matches(".undo")) sent.remove();
  } catch (error) {
    const textContent = error.refused ? error.message : list.dataset.unreachable;
    removed.prepend(Object.assign(document.createElement("p"), { className: "notice", textContent }));
  }
  await refresh();
  goOn(sent, nodes);
});

const isOffer = (node) => Boolean(node.matches?.(".undo"));

/** Let the keyboard go on where it was: what it stood on is gone, or in a list that is new. */
function goOn(sent, nodes) {
  const listed = document.getElementById(nodes.find((node) => node.id)?.id);
  const next = sent.matches(".remove")
    ? nodes.find(isOffer)?.querySelector("button")
    : listed?.querySelector(sent.matches(".undo") ? "a" : "summary");
  if (next) next.focus();
  else main.focus({ preventScroll: true });
}

/** Take the offer away when it holds no longer. */
function forget(offer) {
  if (!offer) return;
  setTimeout(() => {
    if (offer.contains(document.activeElement)) main.focus({ preventScroll: true });
    offer.remove();
  }, offer.dataset.seconds * 1000);
}

forget(removed.querySelector(".undo"));
document.getElementById("drop").hidden = false;
