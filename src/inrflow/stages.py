"""The stages of the workflow: name -> the function that does it. One rule calls one of them."""

STAGES = {
    "frames": "inrflow.signals.stages:read_frames",
    "masks": "inrflow.signals.stages:read_masks",
    "flow": "inrflow.signals.stages:read_flow",
    "import-ffn": "inrflow.fitting.foreign:import_ffn",
    "fit": "inrflow.fitting.stages:fit_signal",
    "trace": "inrflow.tracing.stages:trace_fit",
    "groupings": "inrflow.analysis.group:group_pixels",
    "measures": "inrflow.analysis.measure:measure_canvas",
    "dispersion": "inrflow.analysis.tables:tabulate_dispersion",
    "tables": "inrflow.analysis.tables:summarise",
    "paper-check": "inrflow.measures.published:compare_with_paper",
    "figure-signal": "inrflow.figures.signal:draw_signal",
    "figure-fits": "inrflow.figures.fits:draw_fits",
    "figure-gallery": "inrflow.figures.gallery:draw_gallery",
    "figure-grouping": "inrflow.figures.grouping:draw_grouping",
}


def module_of(stage: str) -> str:
    """Return the module that a stage lives in, for the hash of its code."""
    return STAGES[stage].partition(":")[0]
