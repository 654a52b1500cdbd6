# The one door: `make help` lists what it opens.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PO := app/web/translations/en/LC_MESSAGES/messages.po
MO := $(PO:.po=.mo)

.PHONY: help run test check bench format messages lock clean
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run $(MO) ## Install, migrate, publish the courses, add the demo people and serve on PORT (8000)
	@deploy/system-packages pdf
	@AULA_MODE=demo AULA_BASE_URL=http://127.0.0.1:$(PORT) $(BIN)/aula demo --port $(PORT)

test: $(VENV)/.dev $(MO) ## Run every test: SQLite, PostgreSQL and a real browser
	@deploy/system-packages pdf browser
	@tests/run

check: $(VENV)/.dev ## Lint, types, imports, templates and courses
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet app
	AULA_MODE=test $(BIN)/aula courses check

bench: $(VENV)/.dev $(MO) ## Measure on this machine, as ratios, into bench/results/
	@deploy/system-packages pdf bench
	$(BIN)/python -m bench

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(VENV)/.dev ## Extract the interface's texts and merge them into the English catalogue
	@mkdir -p build
	$(BIN)/pybabel -q extract -F app/web/babel.cfg -k _l -k lazy_gettext --no-location --sort-output --project="Aula Norte" --msgid-bugs-address="see README" -o build/messages.pot app
	$(BIN)/pybabel -q update --no-fuzzy-matching --no-wrap --ignore-pot-creation-date -i build/messages.pot -d app/web/translations -l en

lock: $(VENV)/.dev ## Pin the newest versions that pyproject.toml allows, with hashes and no index address
	deploy/lock $(BIN)/python

clean: ## Remove what was built; the data in var/ stay
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info $(MO)

$(MO): $(PO) | $(VENV)/.run
	@$(BIN)/pybabel -q compile -i $< -o $@

$(VENV)/.run: requirements.lock pyproject.toml
	@deploy/install $(PYTHON) $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.run
	@deploy/install $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@
