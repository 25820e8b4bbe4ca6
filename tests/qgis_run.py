"""Run by the Python of QGIS, apart from the tests: opens a project, draws its map and its layout, and tells what it found as JSON."""

import json
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsLayoutExporter,
    QgsLayoutItemLegend,
    QgsLegendRenderer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
)
from qgis.PyQt.QtCore import QSize

app = QgsApplication([], False)
app.initQgis()
folder = Path(sys.argv[1])
project = QgsProject.instance()
opened = project.read(str(folder / "ban-do.qgz"))
tree = project.layerTreeRoot()
layers = {
    layer.id(): {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "renderer": layer.renderer().type(),
        "rules": [rule.filterExpression() for rule in layer.renderer().rootRule().descendants() if rule.symbol()],
        "labels": layer.labelsEnabled() and layer.labeling() is not None,
        "count": layer.featureCount(),
    }
    for layer in project.mapLayers().values()
}
settings = QgsMapSettings()
settings.setLayers([layer for layer in tree.layerOrder() if tree.findLayer(layer.id()).isVisible()])
settings.setDestinationCrs(project.crs())
settings.setOutputSize(QSize(900, 700))
settings.setExtent(project.mapLayer("lien_tinh_routes").extent())
settings.setBackgroundColor(project.backgroundColor())
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
job.renderedImage().save(str(folder / "canvas.png"))
layout = project.layoutManager().layouts()[0]
export = QgsLayoutExporter.ImageExportSettings()
export.dpi = 60
exported = QgsLayoutExporter(layout).exportToImage(str(folder / "layout.png"), export)
legends = {}
for item in layout.items():
    if isinstance(item, QgsLayoutItemLegend):
        needed = QgsLegendRenderer(item.model(), item.legendSettings()).minimumSize()
        legends[item.id()] = needed.width(), needed.height(), item.rect().width(), item.rect().height()
told = {
    "legends": legends,
    "pages": layout.pageCollection().pageCount(),
    "opened": opened,
    "crs": project.crs().authid(),
    "layers": layers,
    "exported": int(exported),
    "scale": layout.referenceMap().scale(),
}
sys.stdout.write(json.dumps(told) + "\n")
sys.stdout.flush()
os._exit(0)  # QGIS without its window does not always end by itself
