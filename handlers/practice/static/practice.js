// Makes the practice room quicker to use. Without it everything works too: each form then loads the page anew.
"use strict";

const POLL_EVERY = 2000;
const page = document.body;
const element = (name, text, more) => Object.assign(document.createElement(name), { textContent: text }, more);
const oneTimeKey = () => crypto.randomUUID().replaceAll("-", "");

// --- What is new on the page --------------------------------------------------------------------------------------

let tag = null;

function mergeList(shown, fresh) {
  const kept = new Map([...shown.children].map((node) => [node.id, node]));
  let before = shown.firstElementChild;
  for (const node of [...fresh.children]) {
    const old = kept.get(node.id);
    kept.delete(node.id);
    if (!old) shown.insertBefore(mark(node), before);
    else if (old.dataset.version !== node.dataset.version) before = replace(old, node);
    else before = old.nextElementSibling;
  }
  kept.forEach((node) => node.remove());
}

function mark(node) {
  node.classList.add("fresh");
  return node;
}

function replace(old, node) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(mark(node));
  if (focused) node.focus({ preventScroll: true });
  return node.nextElementSibling;
}

const atEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

// To the newest message: its end, or its beginning when it does not fit.
function toEnd(log) {
  const last = log.lastElementChild;
  const tall = last && last.offsetHeight > log.clientHeight;
  log.scrollTop = tall ? log.scrollTop + last.getBoundingClientRect().top - log.getBoundingClientRect().top : log.scrollHeight;
}

function mergeLog(log, fresh) {
  const follow = atEnd(log);
  mergeList(log, fresh);
  if (follow) toEnd(log);
}

function mergeText(selector, fresh) {
  const old = document.querySelector(selector);
  const other = fresh.querySelector(selector);
  if (old && other && old.innerHTML !== other.innerHTML) old.innerHTML = other.innerHTML;
}

function mergePeople(fresh) {
  for (const option of document.querySelectorAll("#als option")) {
    const other = fresh.querySelector(`#als option[value="${CSS.escape(option.value)}"]`);
    if (other && other.text !== option.text) option.text = other.text;
  }
}

function merge(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const log of document.querySelectorAll(".log")) {
    const other = fresh.getElementById(log.id);
    if (other) mergeLog(log, other);
  }
  for (const place of ["kanaal", "berichten"]) mergeText(`#kop-${place}`, fresh);
  mergeText("#plaatsen", fresh);
  mergeText("#nu", fresh);
  mergePeople(fresh);
  return fresh;
}

async function poll() {
  if (document.hidden || !page.dataset.poll) return;
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(page.dataset.poll, { headers });
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag");
  merge(await answer.text());
}

function keepPolling() {
  // The server may be restarting: the next round tries again.
  poll().catch(() => {}).finally(() => setTimeout(keepPolling, POLL_EVERY));
}

// --- Sending without leaving the page -----------------------------------------------------------------------------

async function send(form, button) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
  const url = new URL(answer.url);
  form.elements.sleutel.value = oneTimeKey();
  if (url.pathname.includes("/formulier/")) return location.assign(answer.url);
  const fresh = merge(await answer.text());
  mergeText("#melding", fresh);
  return form.classList.contains("composer") ? afterWords(form, answer, fresh) : afterClick(url);
}

function afterWords(form, answer, fresh) {
  const field = form.elements.tekst;
  const wrong = fresh.querySelector(`#fout-${form.closest(".pane").dataset.place}`);
  form.querySelector(".wrong").textContent = wrong ? wrong.textContent : "Dit is niet gelukt. Probeer het opnieuw.";
  field.setAttribute("aria-invalid", String(!answer.ok));
  if (answer.ok) {
    field.value = "";
    toEnd(form.closest(".pane").querySelector(".log"));
  }
  field.focus();
}

function afterClick(url) {
  const message = document.getElementById(`bericht-${url.searchParams.get("bericht")}`);
  if (!message) return;
  message.scrollIntoView({ block: "nearest" });
  message.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-stay]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  becomeCurrent(form.closest(".pane"));
  send(form, event.submitter)
    .catch(() => form.submit())
    .finally(() => { delete form.dataset.busy; });
});

// --- Places -------------------------------------------------------------------------------------------------------

function becomeCurrent(pane) {
  if (!pane || pane.classList.contains("current") || page.classList.contains("has-form")) return;
  document.querySelector(".pane.current").classList.remove("current");
  pane.classList.add("current");
  page.dataset.poll = pane.dataset.url;
  tag = null;
  history.replaceState(null, "", pane.dataset.url);
}

for (const pane of document.querySelectorAll(".pane")) {
  pane.addEventListener("focusin", () => becomeCurrent(pane));
  pane.addEventListener("pointerdown", () => becomeCurrent(pane));
}

// Arrow keys walk through a closed list, so only a choice by pointer goes at once; by keyboard there is the button.
let byKeyboard = false;
document.addEventListener("keydown", () => { byKeyboard = true; }, true);
document.addEventListener("pointerdown", () => { byKeyboard = false; }, true);
document.querySelector("[data-choose]")?.addEventListener("change", (event) => {
  if (!byKeyboard) event.target.form.submit();
});

// --- Completing commands and members ------------------------------------------------------------------------------

const words = (id) => [...document.querySelectorAll(`#${id} option`)].map((option) => [option.value, option.text]);

function suggestions(field, commands, members) {
  const before = field.value.slice(0, field.selectionStart);
  const member = before.match(/(?:^|\s)(@[\w.-]*)$/);
  if (member) return { from: before.length - member[1].length, found: matching(members, member[1]) };
  if (before.startsWith("/") && !before.includes("\n")) return { from: 0, found: matching(commands, before) };
  return { from: 0, found: [] };
}

function matching(all, start) {
  const wanted = start.toLowerCase();
  return all.filter(([text]) => text.toLowerCase().startsWith(wanted) && text.trim() !== wanted.trim()).slice(0, 12);
}

function complete(field) {
  const list = element("ul", "", { className: "options", id: `${field.id}-keuzes`, hidden: true });
  const status = element("p", "", { className: "spoken" });
  const commands = words("opdrachten");
  const members = words("leden");
  let now = { from: 0, found: [] };
  let chosen = -1;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Mogelijkheden");
  status.setAttribute("role", "status");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.after(list, status);

  function show() {
    now = suggestions(field, commands, members);
    list.replaceChildren(...now.found.map(option));
    list.hidden = now.found.length === 0;
    status.textContent = list.hidden ? "" : `${now.found.length} mogelijkheden. Kies met pijl omlaag en Tab.`;
    choose(-1);
  }

  function option([text, about], index) {
    const node = element("li", "", { id: `${list.id}-${index}` });
    node.setAttribute("role", "option");
    node.append(element("span", text.trim()), element("span", about, { className: "small" }));
    node.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
    return node;
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[index].id);
    return list.children[index].scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    field.setRangeText(now.found[index][0], now.from, field.selectionStart, "end");
    show();
  }

  const close = () => { list.hidden = true; choose(-1); };
  const step = (by) => choose((chosen + by + now.found.length + (chosen < 0 && by < 0 ? 1 : 0)) % now.found.length);
  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: close,
    Tab: () => take(chosen),
    Enter: () => take(chosen),
  };

  field.addEventListener("input", show);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const taking = event.key === "Tab" || event.key === "Enter";
    if (event.isComposing || event.shiftKey) return;
    if (!list.hidden && keys[event.key] && (!taking || chosen >= 0)) {
      event.preventDefault();
      keys[event.key]();
    } else if (event.key === "Enter") {
      event.preventDefault();
      close();
      field.form.requestSubmit();
    }
  });
}

document.querySelectorAll(".composer textarea").forEach(complete);

// --- When the page opens ------------------------------------------------------------------------------------------

document.querySelectorAll(".log").forEach(toEnd);
document.addEventListener("keydown", (event) => {
  const clock = document.querySelector(".clock[open]");
  if (event.key === "Escape" && clock) { clock.open = false; clock.querySelector("summary").focus(); }
});
if (location.hash.startsWith("#bericht-")) document.getElementById(location.hash.slice(1))?.focus();
keepPolling();
