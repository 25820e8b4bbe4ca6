// Labels: [latitude, longitude, text, kind, dx, dy, zoom from which it shows, width, height, other spots, the offline page's tag].
// Each stands where it was placed, or at the first of its other spots where that would be cut by the map's
// edge or lie under a control; where none is free it is left out. Those of the view come first.
(function (self) {
  "use strict";
  if (self.Labels) { return; }
  var AIR = 2;  // pixels between a label and the edge

  function meets(a, b) { return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]; }

  function take(entry) {
    if (entry.element) { entry.element.remove(); entry.element = null; }
  }

  self.Labels = L.Layer.extend({
    onAdd: function (map) {
      this._box = L.DomUtil.create("div", "lt-labels leaflet-zoom-hide", map.getPane("labels"));
      this._box.setAttribute("aria-hidden", "true");
      this._sets = {view: [], base: []};
      map.on("moveend zoomend viewreset resize", this.fill, this);
    },
    onRemove: function (map) {  // a map that is taken down asks it of all that lies on it
      map.off("moveend zoomend viewreset resize", this.fill, this);
      this._box.remove();
    },
    put: function (name, rows) {
      var known = JSON.stringify(rows);
      if (this._sets[name].known === known) { return; }
      this._sets[name].forEach(take);
      this._sets[name] = rows.map(function (row) { return {row: row, element: null}; });
      this._sets[name].known = known;
      this.fill();
    },
    // Boxes of the controls, in pixels of the map's container.
    _covered: function () {
      var outer = this._map.getContainer().getBoundingClientRect();
      return [].slice.call(this._map.getContainer().parentNode.querySelectorAll(".leaflet-control, .lt-over")).map(function (control) {
        var box = control.getBoundingClientRect();
        return box.width && box.height ? [box.left - outer.left, box.top - outer.top, box.right - outer.left, box.bottom - outer.top] : null;
      }).filter(Boolean);
    },
    fill: function () {
      var map = this._map, zoom = map.getZoom(), near = map.getBounds().pad(0.1), origin = map.getPixelOrigin(), box = this._box;
      var size = map.getSize(), shift = map.containerPointToLayerPoint([0, 0]), covered = this._covered(), taken = [];
      var signs = map._lt.things.filter(function (thing) { return thing.mark && map.getZoom() >= (thing.item.from || 0) && near.contains(thing.item.at); })
        .map(function (thing) {
          var at = map.latLngToContainerPoint(thing.item.at), half = thing.item.size / 2;
          return [at.x - half, at.y - half, at.x + half, at.y + half];
        });
      if (!size.x || !size.y) { return; }
      function seat(row, spot, isFirst) {
        var at = map.project(spot.length > 2 ? [spot[2], spot[3]] : [row[0], row[1]], zoom).subtract(origin);
        var left = Math.round(at.x + spot[0]), top = Math.round(at.y + spot[1]);
        var x = left - shift.x, y = top - shift.y, room = [x, y, x + row[7], y + row[8]];
        if (x < AIR || y < AIR || room[2] > size.x - AIR || room[3] > size.y - AIR) { return null; }
        var blocks = covered.concat(taken, isFirst ? [] : signs);
        return blocks.some(function (other) { return meets(room, other); }) ? null : {left: left, top: top, room: room};
      }
      function show(entry) {
        var row = entry.row, found = null;
        if (Math.max(zoom, 8) >= row[6]) {
          found = near.contains([row[0], row[1]]) ? seat(row, [row[4], row[5]], true) : null;
          (row[9] || []).some(function (spot) { found = found || seat(row, spot, false); return found; });
        }
        if (!found) { take(entry); return; }
        taken.push(found.room);
        if (!entry.element) {
          entry.element = L.DomUtil.create("span", "lt-label lt-l-" + row[3], box);
          entry.element.textContent = row[2];
        }
        L.DomUtil.setPosition(entry.element, L.point(found.left, found.top));
      }
      this._sets.view.forEach(show);
      this._sets.base.forEach(show);
    }
  });
})(window.lienTinh);
