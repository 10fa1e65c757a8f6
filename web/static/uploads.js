/** Files on their way into the library: a row for each, with its progress, then what became of it.
 *  The page of documents loads this at once, the chat when something is dropped there. */

import { fetched, FETCHED, parts } from "./page.js";

const AT_ONCE = 2;
const AGAIN = [429, 503]; // statuses of HTTP that say when to come again
const waiting = [];
let list = document.getElementById("uploads");
let running = 0;
let whenDone = () => {};

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

/** Show a row for each file and send them, some at a time; `done` is called once all are sent. */
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
  proceed();
}

async function proceed() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).finally(() => {
      running -= 1;
      if (running || waiting.length) proceed();
      else whenDone();
    });
  }
}

/** Send one file; its row says how far it is, then what became of it. fetch tells no progress of what is sent. */
function send({ file, name, row }) {
  const [bar, state] = [row.querySelector("progress"), row.querySelector(".state")];
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", list.dataset.address);
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
