from .application import Interface as Interface
