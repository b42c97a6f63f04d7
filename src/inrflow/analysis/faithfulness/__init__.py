"""Faithfulness: does a neuron with a large contribution matter to the picture?

The paper (XINC, CVPR 2024) reads importance from contribution maps and never removes a neuron.
Here neurons are silenced in order of contribution under each reading, of weight magnitude and at
random, and the picture's loss is measured.
"""
