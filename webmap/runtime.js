// Draws the map's layers in the browser: panes in the order of the style table, geometry from its
// short form, line widths by zoom, labels where they were placed. One map a frame.
window.lienTinh = window.lienTinh || (function () {
  "use strict";
  var LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
  var VALUE = {};
  for (var i = 0; i < LETTERS.length; i++) { VALUE[LETTERS[i]] = i; }
  // name: [z-index, drawn on a canvas]; what is on a canvas takes no clicks
  var PANES = {
    land: [210, true], tint: [220, false], cover: [230, true], roads: [240, true], edges: [350, false],
    border: [360, true], mask: [365, false], routes: [420, false], paths: [450, false],
    marks: [600, false], labels: [620, false]
  };
  // how wide a line of the style table is drawn, by zoom; the table speaks of zoom 10 and 11
  var WIDTHS = {8: 0.62, 9: 0.8, 10: 1, 11: 1.15, 12: 1.45, 13: 1.8, 14: 2.2};
  var self = {map: null, clicks: 0};

  function decode(text) {
    return text.split(" ").filter(Boolean).map(part);
    function part(letters) {
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
    }
  }
  var last = [0, 0];
  function fresh(text) { last = [0, 0]; return decode(text); }

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

  function attach(map, texts) {
    self.map = map;
    map._lt = {renderers: {}, lines: [], texts: texts, labels: {}};
    Object.keys(PANES).forEach(function (name) {
      var pane = map.createPane(name), canvas = PANES[name][1];
      pane.style.zIndex = PANES[name][0];
      if (name === "marks") { return; }
      if (canvas || name === "labels") { pane.style.pointerEvents = "none"; }
      if (name !== "labels") {
        map._lt.renderers[name] = (canvas ? L.canvas : L.svg)({pane: name, padding: canvas ? 0.4 : 0.3});
      }
    });
    map._lt.labelLayer = new Labels().addTo(map);
    function zoomed() {
      map.getContainer().setAttribute("data-zoom", String(Math.floor(map.getZoom())));
      map._lt.lines.forEach(function (entry) {
        var from = entry.style.z || 0;
        if (from) { (map.getZoom() >= from ? add : drop)(entry.layer); }
        if (entry.layer._map) { entry.layer.setStyle(pen(map, entry.style)); }
      });
    }
    function add(layer) { if (!map.hasLayer(layer)) { map.addLayer(layer); } }
    function drop(layer) { if (map.hasLayer(layer)) { map.removeLayer(layer); } }
    map._lt.zoomed = zoomed;
    map.on("zoomend", zoomed);
    zoomed();
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
      var points = fresh(item.x);
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
    map._lt.zoomed();
  }

  // What makes a drawn thing answer: tooltip, pop-up, and the feature that a click hands to the page.
  function answer(layer, item) {
    if (item.tip) { layer.bindTooltip(item.tip, {sticky: !item.at, direction: "auto", className: "lt-tip", opacity: 1}); }
    if (item.pop) { layer.bindPopup(item.pop, {className: "lt-pop", maxWidth: 320, autoPanPadding: [30, 30]}); }
    if (item.tip && item.pop) { layer.on("popupopen", function () { layer.closeTooltip(); }); }
    if (!item.id) { return; }
    var where = null;
    layer.on("click", function (event) { self.clicks += 1; where = event.latlng; });
    layer.toGeoJSON = function () {
      var at = where || (layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter());
      return {
        type: "Feature", properties: {id: item.id, kind: item.kind, click: self.clicks, zoom: self.map.getZoom()},
        geometry: {type: "Point", coordinates: [+at.lng.toFixed(5), +at.lat.toFixed(5)]}
      };
    };
  }

  function line(map, item, passes) {
    var points = fresh(item.x), style = item.s, pane = item.p || "routes";
    var drawn = strokes(map, points, style, pane);
    drawn.forEach(function (entry, n) {
      passes[n === drawn.length - 1 ? 1 : 0].push(entry[0]);
      map._lt.lines.push({layer: entry[0], style: entry[1]});
    });
    if (!item.id) { return; }
    var hit = L.polyline(points, {
      pane: pane, renderer: map._lt.renderers[pane], color: style.c, opacity: 0, weight: 15, interactive: true,
      lineCap: "butt", className: "lt-hit", bubblingMouseEvents: false
    });
    var core = drawn[drawn.length - 1][0];
    hit.on("mouseover", function () { core.setStyle({weight: pen(map, style).weight + 2}); });
    hit.on("mouseout", function () { core.setStyle({weight: pen(map, style).weight}); });
    answer(hit, item);
    passes[2].push(hit);
  }

  function area(map, item, passes) {
    var rest = item.o === undefined ? 1 : item.o;
    var layer = L.polygon(fresh(item.x), {
      pane: item.p || "tint", renderer: map._lt.renderers[item.p || "tint"], stroke: false, fill: true, fillColor: item.a,
      fillOpacity: rest, smoothFactor: 1, interactive: !!item.id, bubblingMouseEvents: false
    });
    if (item.id) {
      layer.on("mouseover", function () { layer.setStyle({fillColor: item.h || item.a, fillOpacity: rest || 0.3}); });
      layer.on("mouseout", function () { layer.setStyle({fillColor: item.a, fillOpacity: rest}); });
    }
    answer(layer, item);
    passes[0].push(layer);
  }

  function mark(map, item, passes) {
    var size = item.size, from = item.from ? " lt-from-" + item.from : "";
    var layer = L.marker(item.at, {
      pane: "marks", riseOnHover: true, zIndexOffset: (item.order || 0) * 20, bubblingMouseEvents: false, keyboard: !!item.id, interactive: !!item.id,
      icon: L.divIcon({className: "lt-mark" + from, html: item.svg, iconSize: [size, size], iconAnchor: [size / 2, size / 2], popupAnchor: [0, -size / 2]})
    });
    layer.on("add", function () {
      var element = layer.getElement();
      if (!element) { return; }
      if (item.name) { element.setAttribute("aria-label", item.name); } else { element.setAttribute("aria-hidden", "true"); }
    });
    answer(layer, item);
    // Leaflet only opens the pop-up on Enter: make it a click, so that the page hears of it too
    layer.off("keypress", layer._onKeyPress, layer);
    layer.on("keypress", function (event) {
      if (event.originalEvent.key === "Enter") { layer.fire("click", {latlng: layer.getLatLng()}, true); }
    });
    passes[2].push(layer);
  }

  // Everything that changes: areas and casings below, hit lines on top. What was drawn by the call before
  // and is sent again unchanged stays as it is: a switched layer costs no more than that layer.
  function draw(items, feet) {
    var map = self.map, kept = map._lt.kept || {}, next = {}, order = [[], [], []], fresh = false;
    var stage = map._lt.stage || (map._lt.stage = L.featureGroup().addTo(map));
    // streamlit-folium keeps every group it ever drew: let go of those that are off the map
    if (window.feature_group) { window.feature_group = window.feature_group.filter(function (old) { return map.hasLayer(old); }); }
    items.forEach(function (item) {
      if (item.foot) { item.pop += feet[item.foot] || ""; }
      var key = JSON.stringify(item);
      while (next[key]) { key += " "; }
      next[key] = kept[key] || build(map, item);
      next[key].forEach(function (pass, n) { order[n].push.apply(order[n], pass); });
    });
    Object.keys(kept).forEach(function (key) {
      if (next[key]) { return; }
      kept[key].forEach(function (pass) {
        pass.forEach(function (layer) { stage.removeLayer(layer); layer._lt_gone = true; });
      });
    });
    order.forEach(function (pass) {
      pass.forEach(function (layer) {
        if (!stage.hasLayer(layer)) { stage.addLayer(layer); fresh = true; }
        else if (fresh && layer.bringToFront && layer._map) { layer.bringToFront(); }
      });
    });
    map._lt.kept = next;
    map._lt.lines = map._lt.lines.filter(function (entry) { return !entry.layer._lt_gone; });
  }

  // One item as layers in three passes.
  function build(map, item) {
    var passes = [[], [], []];
    (item.at ? mark : item.a ? area : line)(map, item, passes);
    return passes;
  }

  // Labels: [latitude, longitude, text, kind, dx, dy, zoom from which it shows, width, height]. Those of
  // the view come first; one of the base map that would lie under one of them is left out.
  var Labels = L.Layer.extend({
    onAdd: function (map) {
      this._box = L.DomUtil.create("div", "lt-labels leaflet-zoom-hide", map.getPane("labels"));
      this._box.setAttribute("aria-hidden", "true");
      this._sets = {view: [], base: []};
      map.on("moveend zoomend viewreset resize", this._fill, this);
    },
    put: function (name, rows) {
      this._sets[name].forEach(take);
      this._sets[name] = rows.map(function (row) { return {row: row, element: null}; });
      this._fill();
    },
    _fill: function () {
      var map = this._map, zoom = map.getZoom(), bounds = map.getBounds().pad(0.25), origin = map.getPixelOrigin();
      var box = this._box, above = [];
      function show(entry, isBase) {
        var row = entry.row, at, left, top;
        if (zoom < row[6] || !bounds.contains([row[0], row[1]])) { take(entry); return; }
        at = map.project([row[0], row[1]], zoom).subtract(origin);
        left = Math.round(at.x + row[4]); top = Math.round(at.y + row[5]);
        if (isBase && above.some(function (b) { return left < b[2] && left + row[7] > b[0] && top < b[3] && top + row[8] > b[1]; })) {
          take(entry);
          return;
        }
        if (!isBase) { above.push([left, top, left + row[7], top + row[8]]); }
        if (!entry.element) {
          entry.element = L.DomUtil.create("span", "lt-label lt-l-" + row[3], box);
          entry.element.textContent = row[2];
        }
        L.DomUtil.setPosition(entry.element, L.point(left, top));
      }
      this._sets.view.forEach(function (entry) { show(entry, false); });
      this._sets.base.forEach(function (entry) { show(entry, true); });
    }
  });

  function take(entry) {
    if (entry.element) { entry.element.remove(); entry.element = null; }
  }

  function labels(group, name, rows) {
    var map = self.map, layer = map._lt.labelLayer;
    if (!group) { layer.put(name, rows); return; }
    group.on("add", function () { layer.put(name, rows); });
    group.on("remove", function () { layer.put(name, []); });
    if (map.hasLayer(group)) { layer.put(name, rows); }
  }

  // A line of text in a corner: the edition, the digest of the data.
  function caption(group, html) {
    var map = self.map, control = L.control({position: "topright"});
    control.onAdd = function () { var box = L.DomUtil.create("div", "lt-caption"); box.innerHTML = html; return box; };
    if (!group) { control.addTo(map); return; }
    group.on("add", function () { control.addTo(map); });
    group.on("remove", function () { control.remove(); });
    if (map.hasLayer(group)) { control.addTo(map); }
  }

  function css(text) {
    var style = document.createElement("style");
    style.textContent = text;
    document.head.appendChild(style);
  }

  self.attach = attach; self.base = base; self.draw = draw; self.labels = labels; self.caption = caption; self.css = css;
  self.decode = fresh;
  return self;
})();
