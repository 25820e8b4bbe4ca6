// On paper the map keeps the shape it has on screen, as large as the sheet lets it be, its legend opened: drawn anew, its canvases would be empty.
(function () {
  "use strict";
  var box = lienTinh.map.getContainer().closest(".lt-map"), opened = [];
  var UPRIGHT = [680, 640], ACROSS = [980, 560];  // pixels of a sheet of A4 within its margins, headings left room
  window.addEventListener("beforeprint", function () {
    var size = [box.clientWidth, box.clientHeight];
    var zoom = function (room) { return Math.min(room[0] / size[0], room[1] / size[1]); };
    var told = {"--lt-w": size[0] + "px", "--lt-h": size[1] + "px", "--lt-upright": zoom(UPRIGHT), "--lt-across": zoom(ACROSS)};
    for (var name in told) { box.style.setProperty(name, told[name]); }
    opened = Array.prototype.filter.call(document.querySelectorAll("details.legend"), function (part) { return !part.open; });
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (part) { part.open = false; }); });
})();
