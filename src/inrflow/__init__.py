"""inrflow: fit neural fields, trace which neuron paints which pixel, decide claims on your data.

Importing the package imports no torch: every stage loads what it needs when it is called.
"""

__version__ = "0.1.0"
