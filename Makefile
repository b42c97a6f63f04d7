# Every target sets up its own environment in .venv; nothing else is needed but Python >= 3.11.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.setup
DEV := $(VENV)/.dev

.PHONY: install demo all claims croppable-verdicts oinr-verdicts report test test-slow lint docs clean paper-check parity parity-nerv bench bench-fields bench-analysis bench-layout bench-tiles bench-subjects bench-cohort

install: $(SETUP)  ## the environment in .venv, nothing is run

demo: $(SETUP)  ## the canvas and all that is made of it
	$(BIN)/snakemake xinc

all: $(SETUP)  ## every study
	$(BIN)/snakemake all

claims: $(SETUP)  ## the claims of XINC on five clips; about 10 minutes on 2 cores
	$(BIN)/snakemake --configfile config/claims.yaml -- xinc_claims

croppable-verdicts: $(SETUP)  ## the claims of Croppable INRs on five pictures; see README for how long
	$(BIN)/snakemake --configfile config/croppable-verdicts.yaml -- croppable

oinr-verdicts: $(SETUP)  ## the claims of O-INR, and on restoration; see README for how long
	$(BIN)/snakemake --configfile config/oinr-verdicts.yaml -- oinr restoration

report: $(SETUP)  ## all figures, captions and claims in one archive that opens offline
	$(BIN)/snakemake all
	$(BIN)/snakemake all --report results/report.zip

test: $(DEV)  ## all tests but the slow studies
	$(BIN)/pytest -m "not slow"

test-slow: $(DEV)  ## the slow ones: five studies run, changed, run again; about 12 minutes
	$(BIN)/pytest -m slow

lint: $(DEV)  ## style, layers, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/codespell src tests workflow config benchmarks *.md Snakefile Makefile
	$(BIN)/lint-imports

docs: $(DEV)  ## rewrite the schema and the table of configuration keys
	$(BIN)/python -m inrflow.config.document

paper-check: $(SETUP)  ## XINC's recipes on a real clip at 128x256; about 20 minutes on 2 cores
	$(BIN)/snakemake --configfile config/paper/check.yaml -- paper_check
	@cat results/paper-check/psnr.csv

parity-nerv: $(DEV)  ## compare a NeRV of 978,557 parameters with the literal procedure; takes 8 GB
	$(BIN)/python benchmarks/parity_nerv.py

parity: $(DEV)  ## compare with a released network's own maps: make parity DATA=folder
	$(BIN)/python benchmarks/parity.py --data $(DATA)

bench: $(DEV)  ## seconds and memory of tracing beside the literal procedure
	$(BIN)/python benchmarks/trace.py

bench-fields: $(DEV)  ## seconds a step of every field beside a plain torch module of it
	$(BIN)/python benchmarks/fields.py

bench-analysis: $(DEV)  ## seconds a frame and memory of the analyses at paper size
	$(BIN)/python benchmarks/analysis.py

bench-layout: $(DEV)  ## seconds a step of O-INR at 512x512, channels last against the plain layout
	$(BIN)/python benchmarks/layout.py

bench-tiles: $(DEV)  ## memory and seconds of fitting an operator to a 256^3 volume in tiles
	$(BIN)/python benchmarks/tiles.py

bench-subjects: $(DEV)  ## ms a step of several subjects' operators as an ensemble and one by one
	$(BIN)/python benchmarks/subjects.py

bench-cohort: $(DEV)  ## memory and seconds of the group test over the size of a cohort at 1 mm
	$(BIN)/python benchmarks/cohort.py

clean:  ## remove results and Snakemake's records, keep the environment
	rm -rf .snakemake
	find results -mindepth 1 ! -name README.md -delete

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(SETUP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[samples]'
	touch $@

$(DEV): $(SETUP)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev,samples]'
	touch $@
