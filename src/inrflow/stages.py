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
}


def module_of(stage: str) -> str:
    """Return the module that a stage lives in, for the hash of its code."""
    return STAGES[stage].partition(":")[0]
