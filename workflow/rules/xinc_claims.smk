"""The study `xinc`: tables of all fits, the claims ledger, and the target of the study."""

SCALARS = [
    *of_fits(rules.describe.output.scalars, fits=FITS + HEAD_FITS),
    *of_fits(rules.faithfulness.output.scalars),
    *expand(rules.types.output.scalars, signal=SIGNALS, field=FIELDS),
]


rule xinc_tables:
    input:
        metrics=of_fits(rules.fit.output.metrics, fits=FITS + HEAD_FITS),
        groupings=of_fits(rules.describe.output.grouping, fits=FITS + HEAD_FITS),
        scalars=SCALARS,
    output:
        fits="results/xinc/tables/fits.csv",
        grouping="results/xinc/tables/grouping.csv",
        numbers="results/xinc/tables/numbers.csv",
        provenance="results/xinc/tables/provenance.json",
    log:
        "results/logs/xinc_tables.log",
    benchmark:
        "results/benchmarks/xinc_tables.tsv"
    params:
        opts=stage("tables", {"fits": FITS + HEAD_FITS}),
    message:
        "tables of the study xinc"
    shell:
        "{PYTHON:q} -m inrflow tables --params {params.opts:q} --metrics {input.metrics:q}"
        " --groupings {input.groupings:q} --scalars {input.scalars:q} --fits {output.fits:q}"
        " --grouping {output.grouping:q} --numbers {output.numbers:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule xinc_claims:
    input:
        scalars=SCALARS,
        metrics=of_fits(rules.fit.output.metrics, fits=FITS + HEAD_FITS),
    output:
        claims="results/xinc/claims.csv",
        page=report(
            "results/xinc/claims.html",
            caption="../report/claims.rst",
            category="XINC",
            subcategory="Claims",
        ),
        provenance="results/xinc/claims.provenance.json",
    log:
        "results/logs/xinc_claims.log",
    benchmark:
        "results/benchmarks/xinc_claims.tsv"
    params:
        opts=stage(
            "claims",
            {
                "clips": XINC.clips,
                "converged": XINC.converged,
                "fits": FITS + HEAD_FITS,
                "stages": {
                    name: CONFIG.fields[name].network.stage_names
                    for name in FIELDS + HEADS
                },
            },
        ),
    message:
        "claims of the study xinc"
    shell:
        "{PYTHON:q} -m inrflow claims --params {params.opts:q} --scalars {input.scalars:q}"
        " --metrics {input.metrics:q} --claims {output.claims:q} --page {output.page:q}"
        " --provenance {output.provenance:q} > {log:q} 2>&1"


rule xinc:
    input:
        rules.xinc_tables.output,
        rules.xinc_claims.output,
        expand(
            [
                rules.figure_signal.output.png,
                rules.figure_fits.output.png,
                rules.figure_grouping.output.png,
                rules.figure_intensity.output.png,
                rules.figure_pixels.output.png,
                rules.figure_neurons.output.png,
                rules.figure_motion.output.png,
                rules.figure_omission.output.png,
                rules.figure_faithfulness.output.png,
            ],
            signal=SIGNALS,
        ),
        expand(
            [
                rules.figure_types.output.png,
                rules.figure_samples.output.png,
                rules.figure_faithfulness_regions.output.png,
            ],
            signal=SIGNALS,
            field=FIELDS,
        ),
        of_fits(rules.figure_gallery.output.png),
        [
            path
            for signal in SIGNALS
            if CONFIG.signals[signal].has_segments
            for path in of_fits(rules.figure_objects.output.png, signal)
        ],
