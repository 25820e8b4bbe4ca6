// What stands around the map: credits in one line, the legend that folds, full screen with both, tools to draw with.
(function (self) {
  "use strict";
  if (self.credits) { return; }

  function button(name, text, label, place) {
    var made = L.DomUtil.create("button", name, place);
    made.type = "button";
    made.textContent = text;
    if (label) { made.setAttribute("aria-label", label); made.title = label; }
    made.setAttribute("aria-expanded", "false");
    return made;
  }
  function fold(made, part, open) {
    part.hidden = !open;
    made.setAttribute("aria-expanded", String(open));
  }

  // One line under the map: © and the legal note; the rest behind "i". It covers nothing. told: {short, legal, all, more}
  function credits(map, told) {
    var lt = map._lt, box = L.DomUtil.create("div", "leaflet-control-attribution lt-credits", map.getContainer().parentNode);
    var all = L.DomUtil.create("div", "lt-credits-all", box), line = L.DomUtil.create("div", "lt-credits-line", box);
    if (map.attributionControl) { map.attributionControl.remove(); }
    var said = L.DomUtil.create("span", "", line);
    said.appendChild(document.createTextNode(told.short + " · " + told.legal + " "));
    lt.edition = L.DomUtil.create("span", "lt-caption", said);
    var more = button("lt-more", "i", told.more, line);
    L.DomUtil.create("p", "", all).textContent = told.all;
    lt.state = L.DomUtil.create("p", "lt-state-of-data", all);
    fold(more, all, false);
    more.addEventListener("click", function () { fold(more, all, all.hidden); });
  }

  // The edition is a quiet part of the line; the state of the data stands behind "i". told: {edition, notes: [...]}
  function caption(map, told) {
    map._lt.edition.textContent = "· " + told.edition + " ";
    map._lt.state.textContent = told.notes.join(" ");
  }

  // The legend as the page made it: folded while the page shows it beside the map, open in full screen.
  function legend(map, told) {
    var lt = map._lt;
    if (lt.legend === (told && told.html)) { return; }
    lt.legend = told && told.html;
    if (!lt.legendBox) {
      var control = L.control({position: "topright"});
      control.onAdd = function () {
        var box = lt.legendBox = L.DomUtil.create("div", "lt-legend-box");
        lt.legendButton = button("lt-legend-fold", "", "", box);
        lt.legendPart = L.DomUtil.create("div", "lt-legend-part", box);
        fold(lt.legendButton, lt.legendPart, false);
        lt.legendButton.addEventListener("click", function () { fold(lt.legendButton, lt.legendPart, lt.legendPart.hidden); lt.labels.fill(); });
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      control.addTo(map);
    }
    lt.legendBox.hidden = !told;
    if (!told) { return; }
    lt.legendButton.textContent = told.title;
    lt.legendPart.innerHTML = told.html;
    lt.labels.fill();
  }

  // Full screen takes the box around the map, so that all that stands on it comes along.
  function whole(map, box) {
    map.fullscreenControl.options.fullscreenElement = box;
    function turned(on) {
      box.classList.toggle("lt-whole", on);
      if (map._lt.legendBox) { fold(map._lt.legendButton, map._lt.legendPart, on); }
      setTimeout(function () { map.invalidateSize({animate: false}); map._lt.labels.fill(); }, 50);
    }
    map.on("enterFullscreen", function () { turned(true); });
    map.on("exitFullscreen", function () { turned(false); });
    document.addEventListener("fullscreenchange", function () {
      if (map._isFullscreen && document.fullscreenElement !== box) {
        map._isFullscreen = false;
        map.fire("exitFullscreen");
      }
    });
  }

  // ---- drawing
  function drawTools(map, words, look, mark) {
    speak(words);
    var sheet = new L.FeatureGroup().addTo(map), icon = L.divIcon({className: "lt-drawn", iconSize: [14, 14]});
    var tools = new L.Control.Draw({
      position: "topright",
      draw: {
        polyline: {shapeOptions: look, metric: true, feet: false, nautic: false},
        polygon: {shapeOptions: look, allowIntersection: false, showArea: false, showLength: false},
        marker: {icon: icon}, rectangle: false, circle: false, circlemarker: false
      },
      edit: {featureGroup: sheet, poly: {allowIntersection: true}}
    });
    map.addControl(tools);
    var plain = L.GeometryUtil.readableDistance;
    if (!plain.lienTinh) {  // once a page
      L.GeometryUtil.readableDistance = function () { return plain.apply(this, arguments).replace(".", mark); };
      L.GeometryUtil.readableDistance.lienTinh = true;
    }
    map.on("draw:created", function (event) { sheet.addLayer(event.layer); });
    map._lt.sheet = {group: sheet, look: look, icon: icon, tools: tools, words: words, turn: null};
  }
  // The plug-in has one set of words for all maps of a page.
  function speak(words) {
    Object.keys(words).forEach(function (path) {
      var steps = path.split("."), last = steps.pop();
      steps.reduce(function (at, step) { return at[step]; }, L.drawLocal)[last] = words[path];
    });
  }

  function put(sheet, features) {
    L.geoJSON(features, {
      style: sheet.look,
      pointToLayer: function (_, at) { return L.marker(at, {icon: sheet.icon}); }
    }).eachLayer(function (layer) { sheet.group.addLayer(layer); });
  }

  // A sheet to draw on. told: {session, turn, shapes}: another turn begins with an empty one and the shapes to be
  // changed. What is drawn and not yet taken over is kept by the browser for its tab: a sheet of another session
  // is that of the page before it was reloaded, one of this session on another turn is done with.
  function sheet(map, told, hear) {
    var mine = map._lt.sheet, name = "lienTinhSheet", left = null;
    mine.hear = hear;
    mine.entered = told.entered;
    speak(mine.words);
    if (mine.turn === told.session + told.turn) { keep(); return; }
    mine.turn = told.session + told.turn;
    try { left = JSON.parse(sessionStorage.getItem(name)); } catch (refused) { /* keeps nothing */ }
    Object.keys(mine.tools._toolbars).forEach(function (kind) { mine.tools._toolbars[kind].disable(); });
    mine.group.clearLayers();
    put(mine, told.shapes);
    function keep() {
      var drawn = mine.group.toGeoJSON().features;
      var own = drawn.filter(function (shape) { return !(shape.properties && shape.properties.id); });
      try {
        sessionStorage.setItem(name, JSON.stringify({session: told.session, turn: told.turn, shapes: own, entered: mine.entered}));
      } catch (refused) { /* as above */ }
      return drawn;
    }
    if (mine.changed) { map.off("draw:created draw:edited draw:deleted", mine.changed); }
    mine.changed = function () { mine.hear(keep()); };
    map.on("draw:created draw:edited draw:deleted", mine.changed);
    if (left && left.shapes && left.shapes.length && (left.session !== told.session || left.turn === told.turn)) {
      put(mine, left.shapes);
      mine.entered = left.entered;
      mine.hear(keep().map(function (shape, n) {
        return n || !mine.entered ? shape : L.extend({}, shape, {properties: L.extend({}, shape.properties, {entered: mine.entered})});
      }));
    } else { keep(); }
  }

  self.credits = credits; self.caption = caption; self.legend = legend; self.whole = whole; self.drawTools = drawTools; self.sheet = sheet;
})(window.lienTinh);
