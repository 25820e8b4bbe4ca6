// A field that finds while one types: names without regard to marks, in either language, the likeliest first.
const MOST = 60; // names listed at once

function bare(text) {
  return text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").split(/\s+/).filter(Boolean).join(" ");
}

// How well a name answers the words typed, the least best; 9 if it does not hold them all. First what is called
// just so (before the dash that tells its kind), then what begins so, then names of which every word typed begins a word.
function rank(words, name) {
  const phrase = words.join(" "), parts = name.replaceAll("(", " ").split(" ");
  if (name.split(" – ")[0] === phrase) { return 0; }
  if (name.startsWith(phrase)) { return 1; }
  if (words.every(word => parts.some(part => part.startsWith(word)))) { return 2; }
  return words.every(word => name.includes(word)) ? 3 : 9;
}

export function hits(typed, entries) {
  const words = bare(typed).split(" ").filter(Boolean);
  if (!words.length) { return entries; }
  const ranked = entries.map((entry, n) => {
    entry.bare ??= [entry.name, ...entry.also].map(bare);
    return [Math.min(...entry.bare.map((name, i) => 2 * rank(words, name) + Math.min(i, 1))), n];
  });
  return ranked.filter(([r]) => r < 18).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, n]) => entries[n]);
}

function start(root) {
  const field = root.querySelector("input"), list = root.querySelector("ul"), told = root.querySelector("p");
  const own = {field, found: [], at: -1};

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }
  function mark(n) {
    own.at = n;
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === n)));
    if (list.children[n]) {
      field.setAttribute("aria-activedescendant", list.children[n].id);
      list.children[n].scrollIntoView({block: "nearest"});
    }
  }
  function open() {
    own.found = hits(field.value, own.data.entries).slice(0, field.value.trim() ? MOST : own.data.entries.length);
    list.replaceChildren(...own.found.map((entry, n) => {
      const row = document.createElement("li");
      Object.assign(row, {id: `finder-${n}`, textContent: entry.name});
      row.setAttribute("role", "option");
      row.addEventListener("pointerdown", event => { event.preventDefault(); pick(n); });
      return row;
    }));
    const box = field.getBoundingClientRect();
    Object.assign(list.style, {left: `${box.left}px`, top: `${box.bottom + 2}px`, width: `${Math.max(box.width, 260)}px`});
    list.style.maxHeight = `${Math.max(120, Math.min(340, innerHeight - box.bottom - 12))}px`;
    list.hidden = !own.found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    mark(field.value.trim() && own.found.length ? 0 : -1);
    told.textContent = "";
  }
  function pick(n) {
    const entry = own.found[n];
    close();
    if (entry) {
      field.value = "";
      own.send("picked", entry.focus);
    } else if (field.value.trim()) {
      told.textContent = own.data.none.replace("{typed}", field.value.trim().slice(0, 60));
    }
  }
  field.addEventListener("input", open);
  field.addEventListener("focus", open);
  field.addEventListener("click", open);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", event => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) { open(); }
      mark(Math.max(0, Math.min(own.found.length - 1, own.at + step)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (list.hidden && field.value.trim()) { open(); }
      pick(own.at);
    } else if (event.key === "Escape") {
      close();
    }
  });
  return own;
}

const fields = new WeakMap();
export default function ({data, parentElement: root, setTriggerValue}) {
  if (!fields.has(root)) { fields.set(root, start(root)); }
  const own = fields.get(root);
  Object.assign(own, {data, send: setTriggerValue});
  own.field.placeholder = data.hint;
  own.field.setAttribute("aria-label", data.label);
}
