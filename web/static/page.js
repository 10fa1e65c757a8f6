/** What every page does with scripts: what a link opens beside the chat, the list of conversations, the shortcuts.
 *  Without scripts the same links and forms lead to pages of their own. */

export const FETCHED = { "X-Requested-With": "fetch" };
const WIDE = matchMedia("(min-width: 75rem)"); // as in quoth.css
const panel = document.getElementById("panel");
const recent = document.getElementById("recent");
const search = document.getElementById("search");
let opener = null;
let searching = 0;

/** Return what the server rendered as nodes, or throw what it refused; what a proxy says in its place is no refusal. */
export async function fetched(address, options = {}) {
  const response = await fetch(address, { ...options, headers: { ...options.headers, ...FETCHED } });
  if (!response.ok) {
    const { detail, status } = await response.json();
    throw Object.assign(new Error(detail), { refused: true, status });
  }
  return [...new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes];
}

/** The elements that a selector finds in what was fetched. */
export const parts = (nodes, selector) => nodes.flatMap((node) => [...(node.querySelectorAll?.(selector) ?? [])]);

/** Let files and folders be dropped anywhere on the page. */
export function takeFiles(take) {
  const { classList } = document.body;
  const hear = (kind, then) => document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    then(event.dataTransfer);
  });
  hear("dragover", () => classList.add("dropping"));
  hear("drop", ({ items }) => {
    classList.remove("dropping");
    take([...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean));
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || classList.remove("dropping"));
}

/** How many pixels of what leads on from the last answer lie under the question box. */
export function covered() {
  const [next, composer] = ["next", "composer"].map((id) => document.getElementById(id)?.getBoundingClientRect());
  return next?.height ? Math.max(0, Math.ceil(next.bottom - composer.top)) : 0;
}

/** Show what a link leads to: beside the chat where there is room, else above it. */
async function open(link) {
  try {
    document.getElementById("panel-body").replaceChildren(...(await fetched(link.href)));
  } catch (error) {
    const notice = document.getElementById("notice");
    if (error.refused || !notice) location.assign(link.href); // the page itself says what is wrong
    else notice.textContent = notice.dataset.unreachable;
    return;
  }
  if (!panel.contains(link)) opener = link;
  const whole = covered() <= 1;
  if (!panel.open) {
    history.pushState({ panel: true }, ""); // so that "back" closes it
    WIDE.matches ? panel.show() : panel.showModal();
  } else panel.querySelector("button").focus(); // the link may be gone with what was shown
  panel.scrollTop = 0;
  if (!panel.matches(":modal")) { // the chat is narrower now, and longer
    if (whole) scrollBy(0, covered());
    link.scrollIntoView({ block: "nearest" });
  }
  if (link.hash) panel.querySelector(link.hash)?.scrollIntoView({ block: "center" });
  const keys = panel.querySelector("#keys");
  if (keys) {
    keys.closest("label").hidden = false;
    keys.checked = usesKeys();
  }
}

/** Show the list of conversations as it is now, or what a search finds. */
export async function refresh(conversation = "") {
  const address = new URL(recent.dataset.address, location);
  address.search = new URLSearchParams({ q: search.value.trim(), at: conversation });
  const mine = ++searching;
  const found = await fetched(address).catch(() => null);
  if (found && mine === searching) recent.replaceChildren(...found);
}

const usesKeys = () => localStorage.getItem("keys") !== "off";
const isEmpty = (target) => target.id === "question" && !target.value;
const isTyping = (target) => Boolean(target.closest?.("textarea, select, [contenteditable], input:not([type=radio])"));

/** The keys that need no chat; the chat adds its own. */
export const keys = {
  n: () => document.getElementById("new")?.click(),
  s: () => search && (search.checkVisibility() ? search.focus() : location.assign(search.form.action)),
  "?": () => document.getElementById("help")?.click(),
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-panel]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "keys") localStorage.setItem("keys", event.target.checked ? "on" : "off");
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest?.(".actions details[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (panel.open && !panel.matches(":modal")) panel.close();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || panel.matches(":modal")) return;
  // No question begins with a question mark, and who begins stands in the field under which "?" is named.
  if (isTyping(event.target) && !(event.key === "?" && isEmpty(event.target))) return;
  if (!keys[event.key] || !usesKeys()) return;
  event.preventDefault();
  keys[event.key]();
});

addEventListener("popstate", (event) => panel.open && !event.state?.panel && panel.close());
panel.addEventListener("close", () => {
  if (history.state?.panel) history.back();
  document.getElementById("panel-body").replaceChildren();
  if (opener?.isConnected) opener.focus();
});
panel.addEventListener("click", (event) => {
  if (event.target === panel && panel.matches(":modal")) panel.close(); // beside the sheet
});
WIDE.addEventListener("change", () => panel.open && panel.close());

/** Times as the reader's clock and language have them; the server knows neither. */
for (const each of document.querySelectorAll("time")) {
  const { lang } = document.documentElement;
  each.textContent = new Date(each.dateTime).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
}

let waiting;
search?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh(document.querySelector("#recent .current a")?.pathname.split("/").pop()), 120);
});
