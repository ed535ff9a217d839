# The commands of this project; `make help` lists them.

# Compiled imports make every start but the first two seconds faster.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH

PYTHON_BIN := .venv/bin/python
ROOMS := dashapp callbacks pages ai ingestion grafana_sync models wsgi.py

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint bench screenshots packages packages-dev

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-10s %s\n' "$$name" "$$what"; done

run: packages ## start the dashboard at http://127.0.0.1:8050
	@exec $(PYTHON_BIN) -m dashapp.cli.main serve

# Two at a time, each file whole in one of them: browsers and servers wait for each other half of the time.
test: packages-dev ## run the tests with coverage (T=path runs some of them, without)
	@browser=$$(deploy/browser) || exit 1; \
	export CHROMIUM="$$browser"; \
	leave_out=; [ -n "$$browser" ] || leave_out=--ignore=tests/browser; \
	if [ -n "$(T)" ]; then exec $(PYTHON_BIN) -m pytest $$leave_out $(T); fi; \
	exec $(PYTHON_BIN) -m pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered $$leave_out

test-long: packages-dev ## run the long tests as well (30 kills instead of 5)
	@browser=$$(deploy/browser) || exit 1; \
	export CHROMIUM="$$browser"; \
	leave_out=; [ -n "$$browser" ] || leave_out=--ignore=tests/browser; \
	exec $(PYTHON_BIN) -m pytest --long $$leave_out $(T)

lint: packages-dev ## check style, types and who imports whom
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy $(ROOMS) tests bench
	@.venv/bin/lint-imports --no-logo

bench: packages-dev ## measure the promises of speed
	@browser=$$(deploy/browser) && export CHROMIUM="$$browser"; for each in ingest query cold page live_grid; do $(PYTHON_BIN) -m bench.$$each || exit 1; done

screenshots: packages-dev ## take pictures of every page into build/screenshots
	@browser=$$(deploy/browser) || exit 1; export CHROMIUM="$$browser"; exec $(PYTHON_BIN) -m bench.screenshots

packages:
	@deploy/bootstrap run

packages-dev:
	@deploy/bootstrap dev
