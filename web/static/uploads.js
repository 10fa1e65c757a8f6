/** Files on their way into the library: a row for each, with its progress, then what became of it.
 *  The page of documents loads this at once, the chat when something is dropped there. */

import { fetched, FETCHED, parts } from "./page.js";

const AT_ONCE = 2;
const AGAIN = [429, 503]; // statuses of HTTP that say when to come again
const waiting = [];
const stops = new Set(); // what ends each file that is on its way and can still be left out
let list = document.getElementById("uploads");
let running = 0;
let whenDone = () => {};
let cancelling; // the row that offers to, for as long as files are on their way

/** Bring the list from the page of documents to one that has none. */
export async function bring(address, below) {
  if (list) return;
  const brought = parts(await fetched(address), "#uploads, #upload");
  if (!list) below.before(...brought);
  list = document.getElementById("uploads");
}

/** Show these parts of the page as they are now. */
export async function renew(...ids) {
  const nodes = await fetched(location.href).catch(() => []);
  for (const id of ids) {
    const [now] = parts(nodes, `#${id}`);
    if (now) document.getElementById(id)?.replaceChildren(...now.childNodes);
  }
}

/** Show a row for each file and send them, some at a time; `done` is called once all are sent or cancelled. */
export function add(files, done) {
  whenDone = done;
  for (const { file, name } of files) {
    const row = document.getElementById("upload").content.firstElementChild.cloneNode(true);
    row.querySelector(".name").textContent = name;
    row.querySelector(".state").textContent = list.dataset.waiting;
    list.prepend(row);
    if (file.size > list.dataset.most) fail(row, name, tooLarge(file, name));
    else waiting.push({ file, name, row });
  }
  if (waiting.length) offerToCancel();
  proceed();
}

function offerToCancel() {
  if (!cancelling) {
    cancelling = document.getElementById("upload").content.lastElementChild.cloneNode(true);
    cancelling.firstElementChild.addEventListener("click", cancel);
  }
  list.prepend(cancelling);
}

/** Send nothing more; what the server has whole is read to its end, and told. */
function cancel() {
  for (const { row } of waiting.splice(0)) leaveOut(row);
  for (const stop of stops) stop();
}

function leaveOut(row) {
  row.querySelector("progress").remove();
  row.querySelector(".state").textContent = list.dataset.cancelled;
}

function proceed() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).finally(() => {
      running -= 1;
      if (running || waiting.length) proceed();
      else {
        cancelling.remove();
        whenDone();
      }
    });
  }
}

/** Send one file; its row says how far it is, then what became of it. fetch tells no progress of what is sent. */
function send({ file, name, row }) {
  const [bar, state] = [row.querySelector("progress"), row.querySelector(".state")];
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    stops.add(stop);
    request.open("POST", list.dataset.address);
    for (const [header, value] of Object.entries(FETCHED)) request.setRequestHeader(header, value);
    state.textContent = list.dataset.sending;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.upload.addEventListener("load", () => {
      stops.delete(stop);
      bar.removeAttribute("value"); // it is read now, and nobody knows for how long
      state.textContent = list.dataset.reading;
    });
    request.addEventListener("load", () => {
      const seconds = Number(request.getResponseHeader("Retry-After"));
      if (seconds > 0 && AGAIN.includes(request.status)) { // so many files are more than may be sent in a minute
        state.textContent = list.dataset.waiting;
        later(seconds, { file, name, row }).then(done);
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
    request.addEventListener("abort", () => {
      leaveOut(row);
      done();
    });
    request.addEventListener("loadend", () => stops.delete(stop));
    const body = new FormData();
    body.append("file", file, name);
    request.send(body);
  });
}

/** Send a file in some seconds, unless that is cancelled before. */
function later(seconds, { file, name, row }) {
  return new Promise((done) => {
    const timer = setTimeout(() => {
      stops.delete(stop);
      send({ file, name, row }).then(done);
    }, seconds * 1000);
    const stop = () => {
      clearTimeout(timer);
      stops.delete(stop);
      leaveOut(row);
      done();
    };
    stops.add(stop);
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

/** The files of what was dropped, with the folders that they stand in as part of their names. */
export async function dropped(entries) {
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
