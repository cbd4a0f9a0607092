# make reports   build every report into reports/
# make test      pass the tests, all but those of `make browser`
# make browser   pass the tests of the pages in a browser; they need a Chromium, and skip without one
#                ONLY=tests/text/test_dates.py passes one file or folder
# make check     lint, format and types, as pre-commit does, and the data
# make house     draw the rooms of the code anew into CONTRIBUTING.md

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready

ONLY ?=

# Many processes start here; without compiled files each would compile pandas and matplotlib anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: reports test browser check lab house dictionary pins clean

reports: $(READY)
	$(BIN)/analysis build

test: $(READY)
	$(BIN)/python -m pytest $(if $(ONLY),$(ONLY),-n 2 --dist loadfile --no-loadscope-reorder --ignore tests/browser)

browser: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/browser

check: $(READY)
	$(BIN)/pre-commit run --all-files
	$(BIN)/analysis check

lab: $(READY)
	$(BIN)/analysis lab

# CONTRIBUTING.md shows the house as its imports draw it.
house: $(READY)
	$(BIN)/python tests/house.py

# data/README.md says what datapackage.json says.
dictionary: $(READY)
	$(BIN)/python -m analysis.package.dictionary > data/README.md

# The pins change only here, on purpose: edit pyproject.toml, then `make pins`.
pins:
	$(PYTHON) -m venv $(VENV)/pins
	$(VENV)/pins/bin/pip install --quiet uv
	$(VENV)/pins/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --extra dev --python-version 3.11 \
	    --custom-compile-command "make pins" --output-file requirements.txt pyproject.toml

# The project itself carries no hash, so it is installed apart from its pinned dependencies.
$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; set PYTHON=path/to/python')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:
	rm -rf $(VENV) .cache
