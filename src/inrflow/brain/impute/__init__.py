"""Imputation: whole volumes from the measured slices of clinical scans.

All methods are stages of one rule, `brain_impute`, and have the same inputs and outputs:

* `interpolate(params, *, dropped, scans, out)`: stage `brain-interpolate`.
* `fit_fields(params, *, dropped, scans, out, rates=None, begin=None)`: stage `brain-fit`.
* `search_rates(params, *, dropped, table, chosen, begin=None)`: stage `brain-search`, of one field.

Their params: `name`, of the method; `method`, its options; `drop`, name of what is dropped;
`measured`, kept or painted; `subjects`, names of those to be imputed. Of neural fields also
`field`, its `network` and `recipe`; `families`, name -> network of all fields of the set, which
have one size; `budget`, parameters or null; `seed`; and of a search `search`, its options.

Their paths: `dropped`, a part's clinical scans (of a search part 000, of a cohort's first
subjects); `scans`, the same part's whole scans, for masks and scores alone; `out`, a folder;
`rates`, the search's `chosen.json`; `begin`, the fit that a warm start begins with.

A stage reads clinical scans by `inrflow.brain.clinical.read_clinical(dropped, subjects)` and leaves
its volumes by `inrflow.brain.impute.written.write_imputed`.
"""
