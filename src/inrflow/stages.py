"""The stages of the workflow: name -> the function that does it. One rule calls one of them."""

STAGES = {
    "frames": "inrflow.signals.stages:read_frames",
    "masks": "inrflow.signals.stages:read_masks",
    "flow": "inrflow.signals.stages:read_flow",
    "survey-clips": "inrflow.signals.survey.stages:survey_clips",
    "survey-choice": "inrflow.signals.survey.stages:survey_choice",
    "import-ffn": "inrflow.fitting.foreign:import_ffn",
    "fit": "inrflow.fitting.stages:fit_signal",
    "decode": "inrflow.fitting.decode:decode_fit",
    "trace": "inrflow.tracing.stages:trace_fit",
    "groupings": "inrflow.analysis.group:group_pixels",
    "measures": "inrflow.analysis.measure:measure_canvas",
    "describe": "inrflow.analysis.describe:describe",
    "types": "inrflow.analysis.types.stages:find_types",
    "faithfulness": "inrflow.analysis.faithfulness.stage:measure_faithfulness",
    "tables": "inrflow.analysis.tables:tabulate",
    "claims": "inrflow.analysis.claims.decide:decide_claims",
    "encode-search": "inrflow.encoding.stages_search:search_rates",
    "encode-fit": "inrflow.encoding.stages_fit:fit_seeds",
    "encode-tables": "inrflow.encoding.stages_table:tabulate",
    "paper-check": "inrflow.measures.published:compare_with_paper",
    "figure-signal": "inrflow.figures.signal:draw_signal",
    "figure-fits": "inrflow.figures.fits:draw_fits",
    "figure-gallery": "inrflow.figures.gallery:draw_gallery",
    "figure-grouping": "inrflow.figures.grouping:draw_grouping",
    "figure-intensity": "inrflow.figures.intensity:draw_intensity",
    "figure-pixels": "inrflow.figures.pixels:draw_pixels",
    "figure-neurons": "inrflow.figures.neurons:draw_neurons",
    "figure-objects": "inrflow.figures.objects:draw_objects",
    "figure-motion": "inrflow.figures.motion:draw_motion",
    "figure-omission": "inrflow.figures.omission:draw_omission",
    "figure-types": "inrflow.figures.types:draw_types",
    "figure-samples": "inrflow.figures.samples:draw_samples",
    "figure-faithfulness": "inrflow.figures.faithfulness:draw_faithfulness",
    "figure-faithfulness-regions": "inrflow.figures.faithfulness_regions:draw_faithfulness_regions",
    "figure-encode-table": "inrflow.figures.encode_table:draw_table",
    "figure-encode-orders": "inrflow.figures.encode_orders:draw_orders",
    "figure-encode-curves": "inrflow.figures.encode_curves:draw_curves",
    "figure-encode-pictures": "inrflow.figures.encode_pictures:draw_pictures",
    "figure-encode-waves": "inrflow.figures.encode_waves:draw_waves",
    "figure-encode-spectra": "inrflow.figures.encode_spectra:draw_spectra",
}


def module_of(stage: str) -> str:
    """Return the module that a stage lives in, for the hash of its code."""
    return STAGES[stage].partition(":")[0]
