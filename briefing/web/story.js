// Turns a presentation: keys, taps, and the place in it. The map of the page is lent while views are shown.
(function () {
  "use strict";
  var story = window.lienTinhStory, pool = story.pool, slides = story.slides;
  var box = document.getElementById("story"), slot = box.querySelector(".story-map");
  var map = lienTinh.map, frame = map.getContainer(), home = frame.parentNode;
  var alone = document.body.classList.contains("story-alone"), at = -1, before = null, drawn = false;
  var HALL_PX = 1150;  // a map this wide is drawn as on a desk; a wider one larger, letters and lines with it

  function of(id) { return document.getElementById("story-" + id); }

  // long texts such as geometries stand once in the file, as [number]
  function whole(item) {
    var full = {};
    Object.keys(item).forEach(function (key) {
      var value = item[key];
      full[key] = Array.isArray(value) && value.length === 1 && key !== "at" && key !== "d" ? pool.texts[value[0]] : value;
    });
    return full;
  }

  function put(slide) {
    box.lang = slide.lang;
    of("title").textContent = slide.title;
    of("sentence").textContent = slide.sentence;
    of("sentence").hidden = !slide.sentence;
    of("doubt").textContent = slide.doubt;
    of("doubt").hidden = !slide.doubt;
    of("source").textContent = slide.source;
    of("number").textContent = slide.number;
    box.querySelector(".story-figures").innerHTML = slide.figures;
    box.classList.toggle("has-map", !!slide.map);
    if (!slide.map) { return; }
    box.querySelector(".story-legend").innerHTML = slide.legend;
    size();
    fit(slide);
    map._lt.labels.put("base", pool.base[slide.map.base]);
    lienTinh.draw(map, slide.map.items.map(function (n) { return whole(pool.items[n]); }), {});
    map._lt.labels.put("view", pool.labels[slide.map.labels]);
    drawn = true;
  }

  // all that was on the kept map is on this one, as large as it can be, however small or large either is
  function fit(slide) {
    var b = slide.bounds, e = map._lt.told.extent;  // what was empty beyond the base map need not be seen again
    map.options.zoomSnap = 0;
    map.fitBounds(
      [[Math.max(b[1], e[0][0]), Math.max(b[0], e[0][1])], [Math.min(b[3], e[1][0]), Math.min(b[2], e[1][1])]],
      {animate: false, padding: [1, 1]}  // whole pixels: none of it is lost at an edge
    );
    var low = map.latLngToContainerPoint([e[1][0], e[0][1]]), high = map.latLngToContainerPoint([e[0][0], e[1][1]]);
    var room = map.getSize();  // low and high: the corners of the base map, top left and bottom right
    map.panBy([-spare(low.x, high.x, room.x), -spare(low.y, high.y, room.y)], {animate: false});
  }

  // by how many pixels the map may move so that less of what lies beyond the base map is seen
  function spare(low, high, room) {
    if (high < room && low < 0) { return Math.min(room - high, -low); }
    if (low > 0 && high > room) { return -Math.min(low, high - room); }
    return 0;
  }

  function size() {
    var wide = slot.clientWidth, high = slot.clientHeight, factor = Math.max(1, wide / HALL_PX);
    frame.style.setProperty("width", wide / factor + "px", "important");
    frame.style.setProperty("height", high / factor + "px", "important");
    frame.style.transform = factor > 1 ? "scale(" + factor + ")" : "";
    L.Browser.retina = factor > 1 || window.devicePixelRatio > 1;  // canvases stay sharp where the map is drawn larger
    map._lt.free = true;  // the least zoom of the page was made for its own size
    map.setMinZoom(5);
    map.setMaxBounds(null);  // they would push a wide view aside
    map.invalidateSize({animate: false});
  }

  function go(n) {
    n = Math.max(0, Math.min(slides.length - 1, n));
    if (n === at) { return; }
    at = n;
    put(slides[n]);
    box.querySelector(".story-previous").disabled = n === 0;
    box.querySelector(".story-next").disabled = n === slides.length - 1;
    tell({slide: n + 1});
  }

  // the dashboard notes the place; a file keeps it behind the hash of its address
  function tell(what) {
    if (alone) { window.parent.postMessage({lienTinhStory: what}, "*"); return; }
    try { history.replaceState(null, "", what.slide ? "#slide=" + what.slide : "#"); } catch (refused) { /* kept nowhere */ }
  }

  function begin(n) {
    before = {least: map.getMinZoom(), bounds: map.options.maxBounds, centre: map.getCenter(), zoom: map.getZoom()};
    box.hidden = false;
    slot.appendChild(frame);
    at = -1;
    go(n);
    box.focus();
  }

  function end() {
    if (alone) { tell({end: true}); return; }
    box.hidden = true;
    home.insertBefore(frame, home.firstChild);
    frame.style.transform = "";
    frame.style.removeProperty("width");
    frame.style.removeProperty("height");
    map._lt.free = false;
    map.invalidateSize({animate: false});
    map.setMinZoom(before.least);
    map.setMaxBounds(before.bounds);
    map.setView(before.centre, before.zoom, {animate: false});
    map._lt.labels.put("base", pool.base[story.own]);
    var tick = document.querySelector("input[data-switch]");  // has the page draw its own map again
    if (drawn && tick) { tick.dispatchEvent(new Event("change")); }
    tell({});
  }

  var KEYS = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1,
    Home: -Infinity, End: Infinity
  };
  function key(event) {
    if (box.hidden || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape") { event.preventDefault(); end(); return; }
    var on = event.target && event.target.closest && event.target.closest("button, summary");
    if (!(event.key in KEYS) || (on && (event.key === " " || event.key === "Enter"))) { return; }
    event.preventDefault();
    event.stopPropagation();
    go(event.key === " " && event.shiftKey ? at - 1 : at + KEYS[event.key]);
  }
  document.addEventListener("keydown", key, true);

  box.querySelector(".story-previous").addEventListener("click", function () { go(at - 1); });
  box.querySelector(".story-next").addEventListener("click", function () { go(at + 1); });
  box.querySelector(".story-end").addEventListener("click", end);
  window.addEventListener("resize", function () { if (!box.hidden) { size(); if (slides[at].map) { fit(slides[at]); } } });
  var opener = document.getElementById("story-open");
  if (opener) { opener.addEventListener("click", function () { begin(0); }); }
  window.addEventListener("message", function (event) {
    if (event.source === window.parent && event.data && event.data.lienTinhGo) { go(event.data.lienTinhGo - 1); }
  });

  var asked = /slide=(\d+)/.exec(location.hash);
  if (alone) { begin((document.body.dataset.first || 1) - 1); } else if (asked) { begin(asked[1] - 1); }
})();
