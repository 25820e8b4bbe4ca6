// A map in its place on a page: built once and kept, so that another page or another run of this one
// never builds it anew; what the page sends is drawn, what it asks for is told.
(function (self) {
  "use strict";
  if (self.define) { return; }
  var MOST_KEPT = 4;  // maps out of sight
  var kinds = {}, idle = [], seats = new Map(), looked = {}, told = 0;
  self.maps = [];

  // A base map by name: how it is built in an element.
  function define(name, build) { kinds[name] = build; }

  // The base map in its place: one that was kept, or a new one.
  function take(name, place, memory, isAsked) {
    var n = idle.findIndex(function (one) { return one.name === name; });
    if (n >= 0) {
      var kept = idle.splice(n, 1)[0];
      place.appendChild(kept.box);
      kept.sized = self.fit(kept.map, memory, isAsked);
      kept.placed = null;
      return kept;
    }
    var box = L.DomUtil.create("div", "lt-map", place), inner = L.DomUtil.create("div", "folium-map", box);
    self.memory = memory;
    var map = kinds[name](inner);
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", map._lt.told.label);
    if (map.fullscreenControl) { self.whole(map, box); }
    self.maps.push(map);
    return {name: name, box: box, map: map, sized: box.clientWidth > 0 && box.clientHeight > 0};
  }

  function leave(place) {
    var seat = seats.get(place);
    if (!seat) { return; }
    seats.delete(place);
    seat.watch.disconnect();
    seat.map.closePopup();
    seat.map._lt.hear = null;
    self.answered(seat.map, Infinity);
    seat.one.box.remove();
    idle.push(seat.one);
    while (idle.length > MOST_KEPT) {
      var old = idle.shift();
      self.maps.splice(self.maps.indexOf(old.map), 1);
      old.map.remove();
    }
  }

  function sit(place, data) {
    var isAsked = !!data.look && !looked[data.look.id];  // it moves there as soon as it is drawn
    var one = take(data.base, place, data.memory, isAsked), seat = {one: one, map: one.map, memory: data.memory, place: place};
    seats.set(place, seat);
    self.map = one.map;
    one.map._lt.touched = false;
    if (one.sized && !isAsked) { opened(seat); }
    seat.watch = new ResizeObserver(function () { follow(seat); });
    seat.watch.observe(one.map.getContainer());
    return seat;
  }

  // Follow the size of the place.
  function follow(seat) {
    var map = seat.map, size = map.getSize(), box = map.getContainer();
    if (!box.clientWidth || !box.clientHeight) { return; }
    if (!seat.one.sized) { seat.one.sized = self.fit(map, seat.memory); opened(seat); }
    else if (size.x !== box.clientWidth || size.y !== box.clientHeight) {
      var again = unmoved(seat) && !box.parentNode.classList.contains("lt-whole") ? seat.one.placed : null;
      if (again) { self.resized(map, function () { put(seat, again.how, again.kept); }); } else { map.invalidateSize({animate: false}); }
    }
    if (seat.ask) { look(seat, seat.ask); }
  }

  // Where the page put a map, it is put again when its place becomes another: a page takes its size while it is drawn.
  // A map that a person moved, now or before, stays where it is.
  function put(seat, how, kept) {
    seat.asked = kept;
    how();
    seat.asked = false;
    seat.one.placed = {how: how, kept: kept};
  }

  function opened(seat) {
    if (self.left(seat.memory)) { return; }
    put(seat, function () { self.fit(seat.map); }, false);
  }

  // Its bounds may push a map that nobody touched, far and some time later; who touches it means what it does.
  function unmoved(seat) { return seat.one.placed && !seat.map._lt.touched; }

  ["pointerdown", "wheel", "keydown"].forEach(function (act) {
    document.addEventListener(act, function (event) {
      seats.forEach(function (seat) { if (seat.one.box.contains(event.target)) { seat.map._lt.touched = true; } });
    }, {capture: true, passive: true});
  });

  // Move to what the page asked for, once.
  function look(seat, ask) {
    if (looked[ask.id] || !seat.one.sized) { return; }
    looked[ask.id] = true;
    seat.map.invalidateSize({animate: false, pan: false});  // the line of credits may have grown since it was measured
    put(seat, function () {
      var corners = function (b) { return [[b[1], b[0]], [b[3], b[2]]]; }, how = {animate: false, maxZoom: 13, paddingBottomRight: [0, 18]};
      var tools = seat.map.getContainer().querySelector(".leaflet-top.leaflet-left");
      if (ask.heart) { self.filled(seat.map, corners(ask.bounds), corners(ask.heart), how); return; }
      if (seat.map.getSize().y > 360) { how.paddingTopLeft = [tools.offsetWidth, 0]; }  // in a low map they stand in a row
      seat.map.fitBounds(corners(ask.bounds), how);
    }, !ask.heart);  // what a page opens on is found anew each time, what was asked for is kept
  }

  // Where a person or a look has moved it; where it opens by itself is found anew each time.
  function keep(seat) {
    var at = seat.map.getCenter();
    try {
      if (seat.map._lt.touched || seat.asked) {
        sessionStorage.setItem(seat.memory, JSON.stringify({lat: at.lat, lng: at.lng, zoom: seat.map.getZoom()}));
      }
    } catch (refused) { /* a browser that keeps nothing */ }
    if (seat.returned === "bounds") {
      clearTimeout(seat.told);
      seat.told = setTimeout(function () {
        if (seats.get(seat.place) !== seat) { return; }
        var b = seat.map.getBounds(), corner = function (p) { return {lat: p.lat, lng: p.lng}; };
        tell(seat, {_southWest: corner(b.getSouthWest()), _northEast: corner(b.getNorthEast())});
      }, 250);
    }
  }

  // The count makes a value that comes again news to the page.
  function tell(seat, value) {
    var known = JSON.stringify(value);
    if (seat.returned === "bounds" && seat.sent === known) { return; }
    seat.sent = known;
    told += 1;
    seat.send(seat.returned, {count: told, value: value});
  }

  // What the page sends: called with every change of it, never between.
  function update(place, data, send) {
    var seat = seats.get(place);
    if (seat && seat.one.name !== data.base) { leave(place); seat = null; }
    var isNew = !seat;
    if (isNew) { seat = sit(place, data); }
    var map = seat.map, lt = map._lt;
    seat.send = send; seat.returned = data.returned; seat.memory = data.memory; seat.ask = data.look;
    lt.closing = data.closing;
    if (lt.drawn !== data.drawn) {
      lt.drawn = data.drawn;
      show(map, JSON.parse(data.drawn));
    }
    self.legend(map, data.legend);
    if (isNew) {
      map.off("moveend", lt.moved);
      lt.moved = function () { if (seats.get(place) === seat && seat.one.sized) { keep(seat); } };
      map.on("moveend", lt.moved);
      if (data.returned === "bounds" && seat.one.sized) { keep(seat); }
    }
    lt.hear = data.returned === "clicked" ? function (told) { tell(seat, told); } : null;
    if (seat.ask) { look(seat, seat.ask); }
    if (data.sheet) { self.sheet(map, data.sheet, function (shapes) { tell(seat, shapes); }); }
    self.answered(map, data.answered || 0);
    lt.labels.fill();
  }

  function show(map, told) {
    self.draw(map, told.items, told.feet);
    self.caption(map, told.caption);
    map._lt.labels.put("view", told.labels);
  }

  // On paper a map keeps the shape it had on screen, as large as the sheet lets it be, upright or across: drawn anew, its
  // canvases would be empty there. Pixels of a sheet of A4 within its margins, headings left room.
  var UPRIGHT = [703, 900], ACROSS = [1020, 440], LARGEST = 1.2;
  window.addEventListener("beforeprint", function () {
    seats.forEach(function (seat) {
      var box = seat.one.box, size = [box.clientWidth, box.clientHeight];
      if (!size[0] || !size[1]) { return; }
      var zoom = function (room) { return Math.min(room[0] / size[0], room[1] / size[1], LARGEST); };
      var told = {"--lt-w": size[0] + "px", "--lt-h": size[1] + "px", "--lt-upright": zoom(UPRIGHT), "--lt-across": zoom(ACROSS)};
      for (var name in told) { box.style.setProperty(name, told[name]); }
    });
  });

  self.define = define; self.update = update; self.leave = leave; self.show = show;
})(window.lienTinh);
