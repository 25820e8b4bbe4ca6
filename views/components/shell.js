// What stands around every page and needs no server: panels that fold, drawers, the menu of pages, the link to copy.
const root = document.documentElement;
const SIDES = ["left", "right"];
const SEEN = "lienTinhGuideSeen";

function make(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

/** One of the parts laid over the page is open at a time: menu, left or right drawer, data, link, guide. */
function open(name) {
  if (root.dataset.ltOpen === "guide") remember();
  root.dataset.ltOpen = name;
  delete root.dataset.ltTold;
}

function remember() {
  try {
    localStorage.setItem(SEEN, "1");
  } catch {
    // a browser that keeps nothing shows the guide again
  }
}

/** Whether somebody came in by the front door for the first time; who follows a link wants what it shows. */
function newcomer() {
  const came = new URL(performance.getEntriesByType("navigation")[0]?.name || location.href);
  try {
    return came.pathname === "/" && !came.search && !localStorage.getItem(SEEN);
  } catch {
    return false;
  }
}

function mark(parent, words) {
  const now = root.dataset.ltOpen || "";
  for (const button of parent.querySelectorAll("[data-opens]")) {
    button.setAttribute("aria-expanded", String(button.dataset.opens === now));
  }
  for (const side of SIDES) {
    const button = parent.querySelector(`.lt-fold-${side}`);
    const shown = !(root.dataset.ltFolded || "").includes(side);
    button.setAttribute("aria-expanded", String(shown));
    button.title = words[`${shown ? "hide" : "show"}_${side}`];
    button.setAttribute("aria-label", button.title);
  }
}

/** The framework's link past the head of a page speaks English, and stops before the choices: ours leads to the work. */
function leadToTheWork() {
  const skip = document.querySelector('[data-testid="stSkipToContent"]');
  if (!skip || skip.textContent === names.skip) return;
  skip.textContent = names.skip;
  skip.addEventListener("click", toTheWork, true);
}

function toTheWork(event) {
  const work = document.querySelector(".st-key-ltmiddle") || document.querySelector(".st-key-ltmain");
  if (!work) return;
  event.preventDefault();
  event.stopPropagation();
  work.tabIndex = -1;
  work.focus({ preventScroll: true });
}

/** The links to pages are the navigation, and one of them is where we are. */
function markNavigation(words, page) {
  const nav = document.querySelector(".st-key-ltnav");
  if (!nav) return;
  nav.setAttribute("role", "navigation");
  nav.setAttribute("aria-label", words.menu);
  for (const link of nav.querySelectorAll("a")) {
    if (link.getAttribute("href").replace(/^\//, "") === page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function copy(field, told, words) {
  field.value = location.href;
  field.focus();
  field.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(field.value);
    done = true;
  } catch {
    done = document.execCommand("copy"); // without https there is no clipboard
  }
  told.textContent = done ? words.copied : words.copy_by_hand;
}

/** Three sentences, what may be asked, and what is known of the data for a screen that has no room for its own button. */
function guide(card, words) {
  card.append(make("button", { type: "button", class: "lt-close", "aria-label": words.close, title: words.close }, "×"));
  card.append(make("h2", {}, words.guide_title));
  for (const line of words.guide_lines) card.append(make("p", {}, line));
  const tasks = make("div", { class: "lt-tasks" });
  for (const [task, label] of Object.entries(words.tasks)) tasks.append(make("button", { type: "button", "data-task": task }, label));
  card.append(tasks);
  const data = make("div", { class: "lt-guide-data" });
  for (const line of words.data_lines) data.append(make("p", {}, line));
  card.append(data);
}

/** The list of routes in sight and marked, until the next click beside it. */
function showRoutes(parent) {
  if ((root.dataset.ltFolded || "").includes("left")) parent.querySelector(".lt-fold-left").click();
  root.dataset.ltTold = "";
  document.querySelector('.st-key-ltleft [role="tab"]')?.click();
}

function build(parent, words) {
  parent.replaceChildren();
  const bar = make("div", { class: "lt-tools" });
  const button = (name, text, attributes) => {
    const made = make("button", { type: "button", class: `lt-tool lt-tool-${name}`, ...attributes }, text);
    bar.append(made);
    return made;
  };
  const over = (name, label) => {
    const made = make("div", { class: `lt-over lt-over-${name}`, role: "region", "aria-label": label });
    bar.append(made);
    return made;
  };
  button("menu", words.menu, { "data-opens": "menu" });
  button("link", words.link, { "data-opens": "link" });
  button("guide", "?", { "data-opens": "guide", title: words.help, "aria-label": words.help });
  button("data", "i", { "data-opens": "data", title: words.data, "aria-label": words.data });
  for (const side of SIDES) button(`drawer-${side}`, words[`drawer_${side}`], { "data-opens": side });
  for (const side of SIDES) button("fold", "", { class: `lt-fold lt-fold-${side}` });
  const link = over("link", words.link);
  link.append(make("input", { readonly: "", "aria-label": words.address }), make("p", { role: "status" }));
  for (const line of words.without) link.append(make("p", { class: "lt-without" }, line));
  const data = over("data", words.data);
  for (const line of words.data_lines) data.append(make("p", {}, line));
  guide(over("guide", words.help), words);
  const hint = make("div", { class: "lt-hint", role: "status" });
  hint.append(make("p", {}, words.task_change_how), make("button", { type: "button", class: "lt-close", "aria-label": words.close }, "×"));
  bar.append(hint);
  parent.append(bar);
}

/** What the framework says in English only, by the word that says it in the page's language. */
const ENGLISH = {
  open: /^Open$/,
  close: /^Close$|^Close fullscreen/,
  clear: /^Clear (value|all)$/,
  chosen: /^Selected values$/,
  left: /^Scroll tabs left$/,
  right: /^Scroll tabs right$/,
  stop: /^Stop( script)?$/,
  running: /^Running\.\.\./,
  remove: /^Remove(?= |$)/,
  data: /^Show data$/,
  png: /^Download as PNG$/,
  full: /^Fullscreen/,
  add: /^Add files?$/,
  pick: /^file upload$/i,
};
/** The sign beside a tick box that leads to the facts of its route. */
const FACTS = '.stCheckbox a[href^="#facts-"]';
/** Names of boxes and fields are read out as they are written: without the marks that keep Markdown off. */
const ROUTE_LINK = /\s*\[i\]\(#facts-[^)]*\)/;
const MARKS = /\\([\\`*_{}[\]<>#$~|:])/g;
let names = {};
let due = 0;

function cleanNames() {
  due = 0;
  if (!names.open) return; // no words yet
  leadToTheWork();
  for (const link of document.querySelectorAll(`${FACTS}:not([aria-label])`)) {
    const name = link.closest("label")?.textContent.replace(/^\d+ · | i$/g, "") || "";
    link.setAttribute("aria-label", names.facts.replace("{name}", name));
    link.title = link.getAttribute("aria-label");
  }
  for (const named of document.querySelectorAll("[aria-label]")) {
    const is = named.getAttribute("aria-label");
    let said = is.replace(ROUTE_LINK, "").replace(MARKS, "$1");
    for (const [word, english] of Object.entries(ENGLISH)) said = said.replace(english, names[word]);
    if (said !== is) named.setAttribute("aria-label", said);
  }
  nameFileFields();
  showOpenTab();
}

/** The tab that is open stands in sight in a row of tabs that is wider than the screen. */
function showOpenTab() {
  for (const tab of document.querySelectorAll('[role="tab"][aria-selected="true"]:not([data-lt-shown])')) {
    tab.dataset.ltShown = "1";
    const { left, right } = tab.getBoundingClientRect();
    if (left < 0 || right > innerWidth) tab.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

/** A field for files shows the page's words over English ones, which would still be read out. */
function nameFileFields() {
  for (const field of document.querySelectorAll('[data-testid="stFileUploader"]')) {
    const label = field.querySelector("label")?.textContent.trim() || "";
    for (const [part, words] of [
      ['[data-testid="stFileUploaderDropzone"] button', label.startsWith(names.pick) ? label : `${names.pick}: ${label}`],
      ['[data-testid="stFileUploaderDropzoneInstructions"]', names.most],
    ]) {
      const found = field.querySelector(part);
      if (!found || found.getAttribute("aria-label") === words) continue;
      if (found.hasAttribute("aria-label") && !found.dataset.ltNamed) continue; // another button, such as the one that removes the file
      found.dataset.ltNamed = "1";
      if (found.tagName !== "BUTTON") found.setAttribute("role", "note");
      found.setAttribute("aria-label", words);
    }
  }
}

new MutationObserver(() => (due ||= requestAnimationFrame(cleanNames))).observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["aria-label"],
});

/** What a person does to a page; a step of Back or Forward is answered by its own entry. */
const ACTS = ["pointerdown", "click", "keydown", "input", "change", "drop", "lt-act"];

/**
 * One act is one entry of the browser's history. A page that the program opens comes with an address of its own before or
 * after the page's, in runs between which a slow machine may rest: what comes without a new act takes the place of the
 * entry before it, also the whole address of a page just loaded.
 */
function oneEntryAnAct() {
  const add = history.pushState.bind(history);
  let acted = navigator.userActivation?.hasBeenActive ?? true; // before this script was there
  history.pushState = (...entry) => {
    if (acted) add(...entry);
    else history.replaceState(...entry);
    acted = false;
  };
  for (const act of ACTS) window.addEventListener(act, () => (acted = true), true);
  window.addEventListener("popstate", () => (acted = false), true);
}
if (!window.lienTinhHistory) {
  window.lienTinhHistory = true;
  oneEntryAnAct();
}

let met = false;

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const words = data.words;
  names = { ...data.names, skip: words.skip, facts: words.facts_of };
  root.lang = data.lang;
  const parent = parentElement.querySelector(".lt-shell");
  const said = JSON.stringify(words);
  if (parent.dataset.said !== said) {
    build(parent, words);
    parent.dataset.said = said;
    if (root.dataset.ltOpen === "link") open(""); // built anew it is empty
  }
  if (parent.dataset.page !== data.page) {
    parent.dataset.page = data.page;
    if (root.dataset.ltOpen === "link") open(""); // of another page
  }
  if (parent.dataset.folded !== data.folded) {
    parent.dataset.folded = data.folded; // another address was opened: its panels
    root.dataset.ltFolded = data.folded;
  }
  markNavigation(words, data.page);
  leadToTheWork();
  for (const side of SIDES) {
    parent.querySelector(`.lt-fold-${side}`).onclick = () => {
      const folded = new Set((root.dataset.ltFolded || "").split("~").filter(Boolean));
      if (!folded.delete(side)) folded.add(side);
      root.dataset.ltFolded = [...folded].sort().join("~");
      parent.dataset.folded = root.dataset.ltFolded;
      setStateValue("folded", root.dataset.ltFolded);
      mark(parent, words);
    };
  }
  for (const button of parent.querySelectorAll("[data-opens]")) {
    button.onclick = () => {
      open(root.dataset.ltOpen === button.dataset.opens ? "" : button.dataset.opens);
      mark(parent, words);
      if (root.dataset.ltOpen === "link") {
        const [field, told] = parent.querySelector(".lt-over-link").children;
        copy(field, told, words);
      }
    };
  }
  for (const button of parent.querySelectorAll("[data-task]")) {
    button.onclick = () => {
      const { task } = button.dataset;
      const page = { meeting: "briefing", own: "own", ties: "connectivity" }[task] || "";
      if (task === "order" || task === "study") setTriggerValue(task, true); // not in the band: the server knows how to open it
      else document.querySelector(`.st-key-ltnav a[href="${page}"]`)?.click();
      remember();
      open({ routes: "left", change: "hint" }[task] || "");
      if (task === "routes") showRoutes(parent);
      mark(parent, words);
    };
  }
  for (const button of parent.querySelectorAll(".lt-close")) {
    button.onclick = () => {
      open("");
      mark(parent, words);
    };
  }
  const facts = (event) => {
    const link = event.target.closest(FACTS);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    setTriggerValue("facts", link.getAttribute("href").slice("#facts-".length));
    if (innerWidth < 1000) open("right");
  };
  if (!met && newcomer()) root.dataset.ltOpen = "guide";
  met = true;
  const away = (event) => {
    const on = (where) => event.target.closest(where);
    const followed = () => on(".st-key-what-changes, .st-key-ltnav"); // the hint stays while the map is used
    const clicked = () => (root.dataset.ltOpen === "hint" ? followed() : !on(`.lt-shell, .lt-over${root.dataset.ltOpen === "link" ? "" : ", .st-key-ltleft, .st-key-ltright"}`));
    if (!root.dataset.ltOpen || !(event.type === "keydown" ? event.key === "Escape" : clicked())) return;
    open("");
    mark(parent, words);
  };
  document.addEventListener("click", facts, true);
  document.addEventListener("click", away);
  document.addEventListener("keydown", away);
  mark(parent, words);
  return () => {
    document.removeEventListener("click", facts, true);
    document.removeEventListener("click", away);
    document.removeEventListener("keydown", away);
  };
}
