/** The documents page with scripts: files dropped anywhere, and changes without leaving the page.
 *  Without scripts the same forms are sent by the browser and answered with whole pages. */

import { fetched, takeFiles } from "./page.js";
import { add, dropped, renew } from "./uploads.js";

const form = document.getElementById("add");
const list = document.getElementById("uploads");
const removed = document.getElementById("removed");
const main = document.getElementById("main");
const refresh = () => renew("library");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add([...form.elements.file.files].map((file) => ({ file, name: file.name })), refresh);
  form.reset();
});

takeFiles(async (entries) => add(await dropped(entries), refresh));

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
