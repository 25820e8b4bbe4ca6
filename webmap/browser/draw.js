// Draws the map's layers in the browser: panes in the order of the style table, geometry from its
// short form, line widths by zoom. A page may hold several maps: what belongs to one stands in map._lt.
window.lienTinh = window.lienTinh || {};
(function (self) {
  "use strict";
  if (self.attach) { return; }
  var LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
  var VALUE = {};
  for (var i = 0; i < LETTERS.length; i++) { VALUE[LETTERS[i]] = i; }
  // name: [z-index, drawn on a canvas]; nothing of them takes the pointer but the marks: pointer.js asks what lies under it
  var PANES = {
    land: [210, true], tint: [220, true], cover: [230, true], roads: [240, true], edges: [350, true],
    border: [360, true], mask: [365, false], ways: [410, false], glow: [415, false], routes: [420, false], paths: [450, false],
    marks: [600, false], labels: [620, false]
  };
  // how wide a line of the style table is drawn, by zoom; the table speaks of zoom 10 and 11
  var LEAST = 7;  // zoom
  var WIDTHS = {8: 0.62, 9: 0.8, 10: 1, 11: 1.15, 12: 1.45, 13: 1.8, 14: 2.2};

  function decode(text) {
    var last = [0, 0];
    return text.split(" ").filter(Boolean).map(function (letters) {
      var points = [], at = 0, step = [0, 0];
      while (at < letters.length) {
        for (var axis = 0; axis < 2; axis++) {
          var number = 0, factor = 1, value;
          do { value = VALUE[letters[at++]]; number += (value & 31) * factor; factor *= 32; } while (value > 31);
          step[axis] = number % 2 ? -(number + 1) / 2 : number / 2;
        }
        last[0] += step[0]; last[1] += step[1];
        points.push([last[1] / 1e5, last[0] / 1e5]);
      }
      return points;
    });
  }

  function widthFactor(map) {
    var zoom = Math.max(8, Math.min(14, map.getZoom())), low = Math.floor(zoom);
    var above = WIDTHS[Math.min(14, low + 1)];
    return WIDTHS[low] + (above - WIDTHS[low]) * (zoom - low);
  }

  function pen(map, style) {
    var factor = style.f ? 1 : widthFactor(map);
    return {
      weight: style.w * factor,
      dashArray: style.d ? style.d.map(function (x) { return (x * style.w * factor).toFixed(2); }).join(" ") : null
    };
  }

  function stroke(map, style, pane) {
    return L.extend({
      color: style.c, opacity: style.o === undefined ? 1 : style.o, fill: false, interactive: false,
      lineCap: style.d ? "butt" : "round", lineJoin: "round", pane: pane, renderer: map._lt.renderers[pane], smoothFactor: 1
    }, pen(map, style));
  }

  // told: view and extent as [[south, west], [north, east]], label and keys (how to move it) for who cannot see it.
  function attach(map, told) {
    var box = map.getContainer();
    map._lt = {renderers: {}, lines: [], kept: {}, things: [], roads: [], told: told, stage: L.featureGroup().addTo(map)};
    box.setAttribute("tabindex", "0");
    // Leaflet focuses the map on a press; a page that scrolls to it would take it from under the pointer
    box.focus = function () { HTMLElement.prototype.focus.call(box, {preventScroll: true}); };
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", told.label + ". " + told.keys);
    Object.keys(PANES).forEach(function (name) {
      var pane = map.createPane(name), canvas = PANES[name][1];
      pane.style.zIndex = PANES[name][0];
      if (name === "marks") { pane.addEventListener("keydown", function (event) { step(map, event); }); return; }
      pane.style.pointerEvents = "none";
      if (name !== "labels") {
        map._lt.renderers[name] = (canvas ? L.canvas : L.svg)({pane: name, padding: canvas ? 0.4 : 0.3});
      }
    });
    map._lt.labels = new self.Labels().addTo(map);
    self.credits(map, told.credits);  // before the first look: its line takes room from the map
    fit(map, self.memory);
    map.on("resize", function () { bound(map); });
    map.on("zoomend", function () { zoomed(map); stop(map); });
    zoomed(map);
    self.listen(map);
  }

  // A map is zoomed out until the whole base map lies in it, however large or small it is, and no further; one that takes
  // the screen until it still reaches every edge of it. While it is put somewhere only the limit is set: each look on the
  // way there would have every line of the base map drawn for nothing.
  function bound(map) {
    var before = map.options.minZoom;
    if (map._lt.free) { return; }
    map.options.minZoom = LEAST;  // Leaflet gives no zoom below the least of before: a map moved to a smaller place kept that of the larger
    var whole = map.getContainer().parentNode.classList.contains("lt-whole");
    var least = map.getBoundsZoom(map._lt.told.extent, whole);
    least = whole ? Math.min(10, Math.ceil(least * 2) / 2) : Math.max(LEAST, least);
    if (map._lt.putting) { map.options.minZoom = least; return; }
    if (map.getZoom() < least) { exactly(map, map.getCenter(), least); }  // at once: a zoom that is still under way ends where it began to go
    map.options.minZoom = before;
    map.setMinZoom(least);
  }

  // At a zoom between the half steps. What differs by the last digits only is the same zoom: the map is moved, not drawn anew.
  function exactly(map, centre, zoom) {
    var steps = map.options.zoomSnap;
    map.options.zoomSnap = 0;
    map.setView(centre, Math.abs(map.getZoom() - zoom) < 1e-6 ? map.getZoom() : zoom, {animate: false});
    map.options.zoomSnap = steps;
  }

  // Where the map of this name was left, if it was moved.
  function left(memory) {
    try { return memory && JSON.parse(sessionStorage.getItem(memory)); } catch (refused) { return null; }  // keeps nothing
  }

  // Open where the map of this name was left, else on the study area; not before it has a size. Asked to look elsewhere at
  // once (isAsked), it only takes its size.
  function fit(map, memory, isAsked) {
    var at = left(memory), found = false;
    resized(map, function () {
      if (!map.getSize().x || !map.getSize().y) { return; }
      found = true;
      bound(map);
      if (isAsked && map._loaded) { return; }
      if (at) { exactly(map, [at.lat, at.lng], at.zoom); }
      else { filled(map, map._lt.told.view, map._lt.told.view, {padding: [6, 6]}); }
    });
    return found;
  }

  // A map takes the size of its place and is put where it belongs there. Its bounds do not push it between: Leaflet would
  // still be on that way, to a half step of zoom, when it lies right already.
  function resized(map, put) {
    var held = map.options.maxBounds, least = map.options.minZoom;
    map.setMaxBounds(null);
    map._lt.putting = true;
    map.invalidateSize({animate: false, pan: false});
    map.options.maxBounds = held;
    put();
    map._lt.putting = false;
    if (least !== map.options.minZoom) { map.fire("zoomlevelschange"); }
    map.setMaxBounds(held);
  }

  // Hold what is asked for, but nothing beyond the base map: where the place is too wide or too high for both, what is
  // most looked at is in its middle.
  function filled(map, bounds, heart, options) {
    var steps = map.options.zoomSnap, at = map._getBoundsCenterZoom(bounds, options), covering;
    map.options.zoomSnap = 0;  // no half step closer than it need be
    covering = map.getBoundsZoom(map._lt.told.extent, true) + 0.01;  // its frame line out of sight
    map.options.zoomSnap = steps;
    if (at.zoom < covering) { at = {center: L.latLngBounds(heart).getCenter(), zoom: covering}; }
    exactly(map, at.center, at.zoom);
  }

  function zoomed(map) {
    map.getContainer().setAttribute("data-zoom", String(Math.floor(map.getZoom())));
    map._lt.lines.forEach(function (entry) {
      var from = entry.style.z || 0, shown = map.hasLayer(entry.layer);
      if (from && (map.getZoom() >= from) !== shown) { map[shown ? "removeLayer" : "addLayer"](entry.layer); }
      if (entry.layer._map) { entry.layer.setStyle(pen(map, entry.style)); }
    });
  }

  // One line of a style: casing first, core above. Returns the layers in drawing order.
  function strokes(map, points, style, pane) {
    var layers = [];
    if (style.k) {
      layers.push([L.polyline(points, stroke(map, {c: style.k, w: style.kw, f: style.f, o: style.ko}, pane)), {w: style.kw, f: style.f, z: style.z}]);
    }
    layers.push([L.polyline(points, stroke(map, style, pane)), {w: style.w, d: style.d, f: style.f, z: style.z}]);
    return layers;
  }

  // The base map: a list of {p: pane, x: geometry, c: line colour … or a: fill}.
  function base(map, items) {
    var pending = [];
    items.forEach(function (item) {
      var points = decode(item.x);
      if (item.p === "roads") { map._lt.roads.push(points); }
      if (item.a) {
        var area = L.polygon(points, {
          pane: item.p, renderer: map._lt.renderers[item.p], stroke: false, fillColor: item.a, fillOpacity: item.o === undefined ? 1 : item.o,
          interactive: false, smoothFactor: 1
        });
        if (item.z) { map._lt.lines.push({layer: area, style: {w: 0, z: item.z}}); } else { area.addTo(map); }
        if (!item.c) { return; }
      }
      pending = pending.concat(strokes(map, points, item.a ? {c: item.c, w: item.w, d: item.d, z: item.z} : item, item.p));
    });
    pending.forEach(function (entry) {
      if (!entry[1].z) { entry[0].addTo(map); }
      map._lt.lines.push({layer: entry[0], style: entry[1]});
    });
    zoomed(map);
  }

  function line(map, item, thing) {
    thing.points = decode(item.x);
    strokes(map, thing.points, item.s, item.p || "routes").forEach(function (entry, n, all) {
      thing.passes[n === all.length - 1 ? 1 : 0].push(entry[0]);
      thing.core = entry;
      map._lt.lines.push({layer: entry[0], style: entry[1]});
    });
  }

  function area(map, item, thing) {
    thing.points = decode(item.x);
    if (item.o === 0) { return; }  // it answers to the pointer and is not seen
    thing.passes[0].push(L.polygon(thing.points, {
      pane: item.p || "tint", renderer: map._lt.renderers[item.p || "tint"], stroke: false, fill: true, fillColor: item.a,
      fillOpacity: item.o === undefined ? 1 : item.o, smoothFactor: 1, interactive: false
    }));
  }

  // Marks one can act on and see, in their order.
  function marks(map) {
    return Array.prototype.filter.call(map.getPane("marks").querySelectorAll(".lt-mark[aria-label]"), function (one) {
      return one.offsetParent !== null;
    });
  }

  // One mark takes the tabulator, else the way past the map would be as long as the list of places; arrows lead to the others.
  function stop(map, chosen) {
    var all = marks(map), one = chosen || all.find(function (it) { return it.tabIndex === 0; }) || all[0];
    all.forEach(function (it) { it.tabIndex = it === one ? 0 : -1; });
  }

  function step(map, event) {
    var by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key], all = marks(map), at = all.indexOf(event.target);
    if (!by || at < 0) { return; }
    event.preventDefault();
    event.stopPropagation();
    var next = all[(at + by + all.length) % all.length];
    stop(map, next);
    next.focus({preventScroll: true});
  }

  function mark(map, item, thing) {
    var size = item.size, from = item.from ? " lt-from-" + item.from : "";
    var layer = L.marker(item.at, {
      pane: "marks", riseOnHover: true, zIndexOffset: (item.order || 0) * 20, bubblingMouseEvents: false, keyboard: !!item.id, interactive: !!item.id,
      icon: L.divIcon({className: "lt-mark" + from, html: item.svg, iconSize: [size, size], iconAnchor: [size / 2, size / 2]})
    });
    layer.on("add", function () {
      var element = layer.getElement();
      if (!element) { return; }
      element.tabIndex = -1;  // a hundred marks are no way past the map: see step() in pointer.js
      if (item.name) { element.setAttribute("aria-label", item.name); } else { element.setAttribute("aria-hidden", "true"); }
    });
    thing.mark = layer;
    thing.passes[2].push(layer);
    self.answer(map, thing);
  }

  // Everything that changes: areas and casings below, marks on top. What was drawn by the call before
  // and is sent again unchanged stays as it is: a switched layer costs no more than that layer.
  function draw(map, items, feet) {
    var lt = map._lt, kept = lt.kept, next = {}, order = [[], [], []], fresh = false, stage = lt.stage;
    var held = lt.things.find(function (thing) { return thing.mark && thing.mark.getElement() === document.activeElement; });
    lt.things = items.map(function (item) {
      var key = JSON.stringify(item);
      while (next[key]) { key += " "; }
      var thing = next[key] = kept[key] || build(map, item);
      thing.foot = item.foot ? feet[item.foot] || "" : "";
      thing.passes.forEach(function (pass, n) { order[n].push.apply(order[n], pass); });
      return thing;
    });
    Object.keys(kept).forEach(function (key) {
      if (next[key]) { return; }
      kept[key].passes.forEach(function (pass) {
        pass.forEach(function (layer) { stage.removeLayer(layer); layer._lt_gone = true; });
      });
    });
    order.forEach(function (pass) {
      pass.forEach(function (layer) {
        if (!stage.hasLayer(layer)) { stage.addLayer(layer); fresh = true; }
        else if (fresh && layer.bringToFront && layer._map) { layer.bringToFront(); }
      });
    });
    lt.kept = next;
    lt.lines = lt.lines.filter(function (entry) { return !entry.layer._lt_gone; });
    zoomed(map);
    if (held && held.mark.getElement() !== document.activeElement) {  // drawn anew, such as larger: the keyboard stays on it
      held = lt.things.find(function (thing) { return thing.mark && thing.item.id === held.item.id; });
      if (held) { held.mark.getElement().focus({preventScroll: true}); }
    }
    stop(map, held && held.mark.getElement());
    self.redrawn(map);
  }

  // One item as layers in three passes.
  function build(map, item) {
    var thing = {item: item, keys: item.key ? [].concat(item.key) : [], passes: [[], [], []]};
    (item.at ? mark : item.a ? area : line)(map, item, thing);
    return thing;
  }

  self.attach = attach; self.fit = fit; self.left = left; self.resized = resized; self.filled = filled; self.base = base; self.draw = draw; self.decode = decode; self.pen = pen;
})(window.lienTinh);
