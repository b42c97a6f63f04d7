"""Colours of clusters, the same in every figure: Okabe and Ito's palette."""

CLUSTER_COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
CLUSTER_COLORS += ("#F0E442",)
