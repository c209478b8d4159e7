# Every target makes what it needs: Python 3.11 or newer, make and git are enough to start.

UV := uv==0.13.9
RUN := .venv/bin/python -m

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt bench docs lock clean runtime dev
export PYTHON

help: ## List what can be made.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 14

demo: runtime ## Start the practice room on http://127.0.0.1:8080: no account, no server, invented data.
	@$(RUN) bitbot demo

test: dev ## Run all tests, on SQLite and on a real PostgreSQL; ARGS="-k overleg" passes options to pytest.
	@$(RUN) pytest $(ARGS)

check: dev ## Check style, types and the direction of imports, without running anything.
	@failed=''; \
	for check in '-m ruff check' '-m ruff format --check' '-m mypy' '.venv/bin/lint-imports --no-logo'; do \
		echo "== $${check#-m }"; .venv/bin/python $$check || failed="$$failed [$${check#-m }]"; \
	done; \
	if [ -n "$$failed" ]; then echo "Not right yet:$$failed"; exit 1; fi

fmt: dev ## Format the code, and repair what can be repaired without a person.
	@$(RUN) ruff check --fix-only --exit-zero && $(RUN) ruff format

bench: dev ## Measure speed under load; a table comes out.
	@$(RUN) benchmarks $(ARGS)

docs: dev ## Write the documents that follow from the code.
	@$(RUN) bitbot.documents

lock: dev ## Write requirements*.txt anew from pyproject.toml; UPGRADE=1 takes the newest releases.
	@$(RUN) pip install --quiet --disable-pip-version-check '$(UV)'
	@$(LOCK) pyproject.toml --output-file requirements.txt
	@$(LOCK) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt

LOCK = $(RUN) uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

clean: ## Remove everything that can be made again.
	@rm -rf .venv build dist .*_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@.ci/venv requirements.txt

dev:
	@.ci/venv requirements-dev.txt
