// What lies under the pointer, within a tolerance in pixels; names, pop-ups and clicks; and the tie between
// the rows of the page and the things on the map: elements with data-map-feature and things of the same key.
(function (self) {
  "use strict";
  if (self.listen) { return; }
  var REACH = {mouse: 10, touch: 22};  // pixels a pointer may miss a line by
  var SAME = 2;  // pixels: of two lines this near each other the upper one is meant
  var ROW = "data-map-feature", MARKED = "lt-marked";
  var ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
  var SHUT = {color: "#d7191c", weight: 6, opacity: 1, interactive: false};
  var AWAY = 30;  // pixels from where a drawing ended that the hand must go for names to show again
  var AFTER_MS = 500;  // the longest that a system takes two presses for one double click
  var UNANSWERED_MS = 20000;  // a page that is silent so long has closed nothing
  var clicks = 0, touched = false;

  // Points as numbers in pixels of zoom 0, with the box around them: made when first asked for.
  function shape(thing) {
    if (!thing.shape) {
      thing.shape = flat(thing.points || [[thing.item.at]]);
    }
    return thing.shape;
  }
  function flat(parts) {
    var box = [Infinity, Infinity, -Infinity, -Infinity];
    var rows = parts.map(function (points) {
      var row = new Float64Array(points.length * 2);
      points.forEach(function (at, n) {
        var sine = Math.sin(at[0] * Math.PI / 180);
        var x = (at[1] + 180) / 360 * 256, y = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
        row[2 * n] = x; row[2 * n + 1] = y;
        box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
      });
      return row;
    });
    return {rows: rows, box: box};
  }
  function near(box, x, y, reach) { return x > box[0] - reach && y > box[1] - reach && x < box[2] + reach && y < box[3] + reach; }

  // Distance of a point from lines, in the units of both.
  function distance(rows, x, y) {
    var best = Infinity;
    rows.forEach(function (row) {
      for (var i = 0; i + 3 < row.length || (i === 0 && row.length === 2); i += 2) {
        var ax = row[i], ay = row[i + 1], bx = row.length > 2 ? row[i + 2] - ax : 0, by = row.length > 2 ? row[i + 3] - ay : 0;
        var length = bx * bx + by * by, t = length ? Math.max(0, Math.min(1, ((x - ax) * bx + (y - ay) * by) / length)) : 0;
        best = Math.min(best, Math.hypot(x - ax - t * bx, y - ay - t * by));
        if (row.length === 2) { break; }
      }
    });
    return best;
  }
  function inside(rows, x, y) {
    var odd = false;
    rows.forEach(function (row) {
      for (var i = 0, j = row.length - 2; i < row.length; j = i, i += 2) {
        if ((row[i + 1] > y) !== (row[j + 1] > y) && x < (row[j] - row[i]) * (y - row[i + 1]) / (row[j + 1] - row[i + 1]) + row[i]) { odd = !odd; }
      }
    });
    return odd;
  }

  // The thing under a point of the map: the nearest line within reach, else the uppermost area.
  function under(map, latlng, reach) {
    var scale = Math.pow(2, map.getZoom()), at = map.project(latlng, 0), best = null, gap = Infinity, area = null;
    map._lt.things.forEach(function (thing) {
      var item = thing.item;
      if (!item.id || (thing.mark && !touched)) { return; }
      var drawn = shape(thing), most = (thing.core ? Math.max(reach, item.s.w / 2 + 3) : reach) / scale;
      if (thing.core || thing.mark) {
        if (!near(drawn.box, at.x, at.y, most)) { return; }
        var away = distance(drawn.rows, at.x, at.y);
        if (away < most && away <= gap + SAME / scale) { best = thing; gap = Math.min(gap, away); }
      } else if (near(drawn.box, at.x, at.y, 0) && inside(drawn.rows, at.x, at.y)) { area = thing; }
    });
    return best || area;
  }

  // What the page hears of a click.
  function feature(map, thing, latlng) {
    clicks += 1;
    return {
      type: "Feature",
      properties: {id: thing ? thing.item.id : "", kind: thing ? thing.item.kind : "", click: clicks, zoom: map.getZoom()},
      geometry: {type: "Point", coordinates: [+latlng.lng.toFixed(5), +latlng.lat.toFixed(5)]}
    };
  }
  function chosen(map, thing, latlng) {
    var lt = map._lt, told = feature(map, thing, latlng);
    lt.tip.remove();
    if (lt.closing) { shut(map, thing, latlng, told.properties.click); }
    if (thing && thing.item.pop) {
      L.popup({className: "lt-pop", maxWidth: 320, autoPanPadding: [30, 30], offset: thing.mark ? [0, -thing.item.size / 2] : [0, 0]})
        .setLatLng(thing.mark ? thing.item.at : latlng).setContent(thing.item.pop + thing.foot).openOn(map);
    }
    if (lt.hear && (thing || lt.closing)) { lt.hear(told); }
  }

  // ---- a click that closes a road: red at once, before the page has answered; its answer replaces the mark
  function shut(map, thing, latlng, click) {
    var lt = map._lt, reach = REACH[touched ? "touch" : "mouse"] / Math.pow(2, map.getZoom()), at = map.project(latlng, 0), best = null;
    opened(map);
    if (thing && thing.core) {
      var again = String(thing.item.id).indexOf("closed-") === 0;
      best = again ? null : thing.points;
      if (again) { thing.passes.forEach(function (pass) { pass.forEach(function (layer) { layer.setStyle({opacity: 0.25}); }); }); }
    } else {
      best = stretch(map, at, reach);
    }
    if (best) { lt.shut = L.polyline(best, L.extend({pane: "paths", renderer: lt.renderers.paths, className: "lt-shut"}, SHUT)).addTo(map); }
    lt.shutClick = click;
    clearTimeout(lt.shutTimer);
    lt.shutTimer = setTimeout(function () { opened(map); }, UNANSWERED_MS);
  }
  // The piece of a road of the base map near a point: 600 m to either side along it.
  function stretch(map, at, reach) {
    var lt = map._lt, best = null, gap = reach;
    lt.flatRoads = lt.flatRoads || [].concat.apply([], lt.roads).map(function (points) { return {points: points, flat: flat([points])}; });
    lt.flatRoads.forEach(function (road) {
      if (!near(road.flat.box, at.x, at.y, gap)) { return; }
      var away = distance(road.flat.rows, at.x, at.y);
      if (away < gap) { gap = away; best = road; }
    });
    if (!best) { return null; }
    var row = best.flat.rows[0], middle = 0, least = Infinity;
    for (var i = 0; i < row.length; i += 2) {
      var d = Math.hypot(row[i] - at.x, row[i + 1] - at.y);
      if (d < least) { least = d; middle = i / 2; }
    }
    var low = middle, high = middle;
    while (low > 0 && map.distance(best.points[low], best.points[middle]) < 600) { low -= 1; }
    while (high < best.points.length - 1 && map.distance(best.points[high], best.points[middle]) < 600) { high += 1; }
    return best.points.slice(low, high + 1);
  }
  function opened(map) {
    if (map._lt.shut) { map._lt.shut.remove(); map._lt.shut = null; }
  }
  // The page has answered a click: what stands on the map now is its truth.
  function answered(map, click) {
    if (click >= (map._lt.shutClick || 0)) { opened(map); }
  }

  // A mark answers by itself: it is an element of the page, reached by keyboard too.
  function answer(map, thing) {
    var layer = thing.mark;
    if (!thing.item.id) { return; }
    layer.on("add", function () {
      layer.getElement().addEventListener("focus", function () { hovered(map, thing, layer.getLatLng()); });
      layer.getElement().addEventListener("blur", function () { hovered(map, null); });
    });
    layer.on("mouseover", function () { hovered(map, thing, layer.getLatLng()); });
    layer.on("mouseout", function () { hovered(map, null); });
    layer.on("click", function () { if (!drawing(map)) { chosen(map, thing, layer.getLatLng()); } });
    layer.on("keypress", function (event) { if (event.originalEvent.key === "Enter") { chosen(map, thing, layer.getLatLng()); } });
  }

  // Marks by keyboard: Enter steps from the map onto the nearest, an arrow from one to the next, Escape back.
  function step(map, event) {
    var box = map.getContainer(), on = event.target.closest(".lt-mark"), way = ARROWS[event.key], best = null, least = Infinity;
    if (on && event.key === "Escape") { box.focus(); }
    else if (on ? !way : event.target !== box || event.key !== "Enter") { return; }
    else {
      var from = on ? L.DomUtil.getPosition(on) : map.containerPointToLayerPoint(map.getSize().divideBy(2)), seen = map.getBounds();
      map._lt.things.forEach(function (thing) {
        var element = thing.mark && thing.item.id && thing.mark.getElement();
        if (!element || element === on || !element.offsetWidth || !seen.contains(thing.item.at)) { return; }
        var to = L.DomUtil.getPosition(element).subtract(from), ahead = way ? to.x * way[0] + to.y * way[1] : 1;
        if (ahead <= 0 || (way && Math.abs(to.x * way[1] + to.y * way[0]) > 2 * ahead)) { return; }
        if (to.x * to.x + to.y * to.y < least) { least = to.x * to.x + to.y * to.y; best = element; }
      });
      if (best) { best.focus({preventScroll: true}); }
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function hovered(map, thing, latlng) {
    var lt = map._lt;
    if (thing && lt.quiet) { return; }
    if (thing !== lt.over) {
      thin(map, lt.over);
      lt.over = thing;
      if (thing && thing.core) { thing.core[0].setStyle({weight: self.pen(map, thing.core[1]).weight + 2}); }
      map.getContainer().classList.toggle("lt-answers", !!thing);
      rows(thing ? thing.keys : []);
      if (!thing || !thing.item.tip) { lt.tip.remove(); } else { lt.tip.setContent(thing.item.tip); }
    }
    if (thing && thing.item.tip && !map._lt.popup) {
      lt.tip.setLatLng(latlng);
      if (!map.hasLayer(lt.tip)) { lt.tip.addTo(map); }
    }
  }
  function thin(map, thing) {
    if (thing && thing.core && thing.core[0]._map) { thing.core[0].setStyle({weight: self.pen(map, thing.core[1]).weight}); }
  }

  function listen(map) {
    var lt = map._lt, waiting = null, box = map.getContainer();
    lt.tip = L.tooltip({className: "lt-tip", direction: "auto", opacity: 1, offset: [8, 0]});
    box.addEventListener("pointerdown", function (event) { touched = event.pointerType === "touch"; }, true);
    box.addEventListener("keydown", function (event) { step(map, event); }, true);
    map.on("mousemove", function (event) {
      lt.at = event.containerPoint;
      if (lt.quiet && lt.quiet.distanceTo(lt.at) > AWAY) { lt.quiet = null; }
      if (lt.busy || event.originalEvent.target.closest(".leaflet-marker-icon")) { return; }  // a mark answers by itself
      var free = event.originalEvent.target.closest(".leaflet-control, .leaflet-popup, .lt-over") === null;
      if (waiting) { waiting = [event.latlng, free]; return; }
      waiting = [event.latlng, free];
      requestAnimationFrame(function () {
        var last = waiting;
        waiting = null;
        if (!map._lt || touched) { return; }
        var thing = last[1] ? under(map, last[0], REACH.mouse) : null;
        hovered(map, thing, last[0]);
      });
    });
    map.on("mouseout movestart zoomstart", function () { hovered(map, null); });
    map.on("popupopen", function () { lt.popup = true; lt.tip.remove(); });
    map.on("popupclose", function () { lt.popup = false; });
    map.on("click", function (event) {
      if (drawing(map)) { return; }
      chosen(map, under(map, event.latlng, REACH[touched ? "touch" : "mouse"]), event.latlng);
    });
    map.on("polylinemeasure:toggle", function (event) { busy(map, "measure", event.sttus); });
    ["draw", "edit", "delete"].forEach(function (what) {
      map.on("draw:" + what + "start", function () { busy(map, what, true); map.closePopup(); });
      map.on("draw:" + what + "stop", function () { busy(map, what, false); });
    });
  }
  // While a hand draws or measures, nothing below answers; nor to the second press of the double click that ends a line.
  function busy(map, what, on) {
    map._lt.busy = on;
    map._lt.ended = Date.now();
    map._lt.quiet = on ? null : map._lt.at;  // what was just drawn is not covered by the name of a place: none until the hand moves on
    map.getContainer().classList.toggle("lt-" + what, !!on);
    hovered(map, null);
  }

  function drawing(map) { return map._lt.busy || Date.now() - (map._lt.ended || 0) < AFTER_MS; }

  // ---- rows of the page and things on the map
  function keysOf(element) { return (element.getAttribute(ROW) || "").split(" ").filter(Boolean); }
  function shared(one, other) { return one.some(function (key) { return other.indexOf(key) >= 0; }); }
  function rows(keys) {
    document.querySelectorAll("." + MARKED).forEach(function (element) { element.classList.remove(MARKED); });
    if (!keys.length) { return; }
    document.querySelectorAll("[" + ROW + "]").forEach(function (element) {
      if (shared(keysOf(element), keys)) { element.classList.add(MARKED); }
    });
  }
  function each(todo) { self.maps.forEach(function (map) { if (map.getContainer().isConnected) { todo(map); } }); }
  function found(map, keys) { return map._lt.things.filter(function (thing) { return shared(thing.keys, keys); }); }

  // A halo under what the keys name; none for no keys.
  function mark(map, keys) {
    var lt = map._lt, known = keys.join(" ");
    if (lt.marked === known && lt.halo) { return; }
    if (lt.halo) { lt.halo.remove(); lt.halo = null; }
    lt.marked = known;
    if (!keys.length) { return; }
    lt.halo = L.layerGroup();
    found(map, keys).forEach(function (thing) {
      var look = {pane: "glow", renderer: lt.renderers.glow, interactive: false, fill: false, className: "lt-halo"};
      if (thing.mark) {
        lt.halo.addLayer(L.circleMarker(thing.item.at, L.extend({}, look, {radius: thing.item.size / 2 + 6, color: "#111", weight: 3, fill: true, fillColor: "#ffd400", fillOpacity: 0.9})));
        return;
      }
      var width = thing.core ? self.pen(map, thing.core[1]).weight : 0;
      [["#111", width + 10], ["#ffd400", width + 6]].forEach(function (row) {
        var points = thing.core ? thing.points : thing.points.map(function (ring) { return ring.concat([ring[0]]); });
        lt.halo.addLayer(L.polyline(points, L.extend({}, look, {color: row[0], weight: thing.core ? row[1] : row[1] / 2})));
      });
    });
    lt.halo.addTo(map);
  }
  function redrawn(map) {
    var keys = (map._lt.marked || "").split(" ").filter(Boolean);
    map._lt.marked = null;
    mark(map, keys);
    if (map._lt.over && map._lt.things.indexOf(map._lt.over) < 0) { hovered(map, null); }
  }
  function zoomTo(map, keys) {
    var bounds = L.latLngBounds([]);
    found(map, keys).forEach(function (thing) {
      if (thing.mark) { bounds.extend(thing.item.at); } else { bounds.extend(L.latLngBounds([].concat.apply([], thing.points))); }
    });
    if (!bounds.isValid()) { return; }
    map._lt.touched = true;  // a hand asked for it, beside the map
    map.fitBounds(bounds, {maxZoom: 12, padding: [40, 40]});
  }

  if (!window.lienTinhRows) {  // once a page
    window.lienTinhRows = true;
    var row = function (event) { return event.target && event.target.closest ? event.target.closest("[" + ROW + "]") : null; };
    var at = null;
    var turn = function (event) {
      var element = event.type === "pointerout" || event.type === "focusout" ? null : row(event);
      if (element === at) { return; }
      at = element;
      each(function (map) { mark(map, element ? keysOf(element) : []); });
    };
    ["pointerover", "pointerout", "focusin", "focusout"].forEach(function (name) { document.addEventListener(name, turn); });
    var go = function (event) {
      var element = row(event);
      if (!element || (event.type === "keydown" && (event.key !== "Enter" || event.target !== element))) { return; }
      if (event.type === "click" && event.target.closest("a, button, input, label, select, summary") && !event.target.closest("a, button, input, label, select, summary").hasAttribute(ROW)) { return; }
      each(function (map) { zoomTo(map, keysOf(element)); });
    };
    document.addEventListener("click", go);
    document.addEventListener("keydown", go);
  }

  self.listen = listen; self.answer = answer; self.redrawn = redrawn; self.answered = answered; self.under = under;
})(window.lienTinh);
