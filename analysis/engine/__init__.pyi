from .boundary_nodes import layer_uses as layer_uses, limited_to as limited_to, prepare_engine as prepare_engine
from .disk_cache import ENGINE_FOLDER as ENGINE_FOLDER, load_or_make_engine as load_or_make_engine
from .minplus import (
    minplus_product as minplus_product,
    minplus_relax as minplus_relax,
    shortest_path_closure as shortest_path_closure,
)
from .subsets import Engine as Engine, Layer as Layer, add_layer as add_layer
