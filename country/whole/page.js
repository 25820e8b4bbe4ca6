// Colours the communes by the subject chosen, tells what the pointer is on. All values are in the page.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const areas = [...byId("areas").children], roads = byId("roads"), tip = byId("tip");
  const figure = (value) => value.toFixed(1).replace(".", data.decimal);
  let subject = null;

  function legend(words, colours, none) {
    const rows = words.map((word, n) => [word, colours[n]]);
    byId("legend").replaceChildren(...[...rows, ...(none ? [[data.none, data.noneColour]] : [])].map(([word, colour]) => {
      const row = document.createElement("div"), box = document.createElement("i");
      box.style.background = colour;
      row.append(box, word);
      return row;
    }));
  }

  function show(key) {
    const lines = key === "roads";
    subject = lines ? null : data.subjects[key];
    roads.toggleAttribute("hidden", !lines);
    byId("areas").classList.toggle("plain", lines);
    const drawn = lines ? data.roads : subject;
    byId("shown").textContent = `${drawn.title} (${data.unit})`;
    legend(drawn.words, drawn.colours, !lines);
    if (lines) return;
    areas.forEach((area, n) => {
      const value = subject.values[n];
      area.style.fill = value === null ? data.noneColour : subject.colours[subject.breaks.filter((b) => value >= b).length];
    });
  }

  [...roads.children].forEach((path) => {
    const rank = Number(path.getAttribute("class").slice(1));
    path.style.stroke = data.roads.colours[Math.max(rank - 1, 0)];
    path.style.strokeWidth = 14 + 10 * rank;
  });
  areas.forEach((area, n) => area.addEventListener("pointerenter", () => {
    const value = subject ? subject.values[n] : undefined;
    tip.textContent = data.names[n] + (value === undefined ? "" : `: ${value === null ? data.none : `${figure(value)} ${data.unit}`}`);
  }));
  byId("areas").addEventListener("pointerleave", () => { tip.textContent = ""; });
  document.querySelectorAll("input[name=subject]").forEach((box) => box.addEventListener("change", () => show(box.value)));
  show(document.querySelector("input[name=subject]:checked").value);
})();
