"""MINER: one small SIREN a block of every scale of a pyramid, where the scale before falls short.

Source: Croppable INRs Appendix D, and MINER's released code. Of each kind of network there is one
batch: a block is a member.
"""
