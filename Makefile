# make reports   build every report into reports/
# make test      pass the tests but for slow ones and those in a browser
#                make test ONLY=tests/text/test_dates.py passes one file or folder, in seconds
# make test-all  pass the slow tests too: by other programs, of what is built, of every case, lesson and language
# make browser   pass the tests of the pages in a browser; they need a Chromium, and skip without one
# make fuzz      spoil 10,000 workbooks and folders, and see that none passes for what it is not
# make check     lint, format and types, as pre-commit does, and the data
# make guide     take the pictures of the guide to an article of one's own anew, in a Chromium
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
ALL := -n 2 --dist loadfile --no-loadscope-reorder --ignore tests/browser

# Many processes start here; without compiled files each would compile pandas and matplotlib anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: reports test test-all fuzz browser check lab guide house dictionary pins clean

reports: $(READY)
	$(BIN)/analysis build

test: $(READY)
	$(BIN)/python -m pytest $(if $(ONLY),$(ONLY),$(ALL) -m "not slow")

test-all: $(READY)
	$(BIN)/python -m pytest $(ALL)

fuzz: $(READY)
	ANALYSIS_FUZZ=3334 $(BIN)/python -m pytest tests/workbook/test_fuzz.py

browser: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/browser

check: $(READY)
	$(BIN)/pre-commit run --all-files
	$(BIN)/analysis check
	@echo "One file of tests takes seconds: make test ONLY=tests/text/test_dates.py"

lab: $(READY)
	$(BIN)/analysis lab

guide: $(READY)
	$(BIN)/python tests/browser/guide_pictures.py

# CONTRIBUTING.md shows the house as its imports draw it.
house: $(READY)
	$(BIN)/python tests/house.py

# data/README.md says what datapackage.json says.
dictionary: $(READY)
	$(BIN)/python -m analysis.package.schema > data/README.md

# The pins change only here, on purpose: edit pyproject.toml, then `make pins`. constraints.txt holds the same without
# hashes: where they are asked for, the project itself cannot be installed in one go, as conda does.
pins: $(READY)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --extra dev --python-version 3.11 \
	    --custom-compile-command "make pins" --output-file requirements.txt pyproject.toml
	sed -n 's/^\([a-z0-9][^\\]*[^ \\]\) *\\$$/\1/p' requirements.txt > constraints.txt

# With uv where it can be had, else with pip; it says which.
$(READY): requirements.txt pyproject.toml install.py
	$(PYTHON) install.py
	@touch $(READY)

clean:
	rm -rf $(VENV) .cache
