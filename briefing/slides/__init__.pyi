from .presentation import slides as slides
