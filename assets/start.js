// Runs inside the map's frame right after Leaflet: says where the marker pictures lie, and keeps
// the attribution to plain words and the scale bar to kilometres.
(function () {
  "use strict";
  var here = document.currentScript && document.currentScript.src;
  if (here) {
    L.Icon.Default.imagePath = here.replace(/[^/]*$/, "leaflet/leaflet/images/");
  }
  L.Control.Attribution.prototype.options.prefix = "Leaflet";
  L.Control.Scale.prototype.options.imperial = false;
})();
