# Xiaobao: `make run` starts everything, `make test` checks everything.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: help setup train run test lint format eval bench screenshots ask clean

# Another Python's variables must not leak into ours.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV UV_PROJECT_ENVIRONMENT
export Q

PY := .venv/bin
ENGINE := engine/.venv/bin
Q ?=
FILE ?=
# Parts of names; all when empty.
PICTURES ?=
# Test processes side by side: browsers and servers mostly wait, so one more than cores pays.
WORKERS ?= 3

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Find or fetch both Pythons and install the locked environments
	@scripts/setup.sh

train: setup ## Train the engine's model (skipped when nothing changed)
	@$(PY)/xiaobao train

run: setup ## Start everything; prints the URLs and the first staff password
	@exec $(PY)/xiaobao run

test: setup ## Run every test (engine, application, browser, all three processes)
	@scripts/system.sh
	@$(PY)/xiaobao train
	@scripts/test.sh $(WORKERS)

lint: setup ## Check style, types and content
	$(PY)/ruff check .
	$(PY)/ruff format --check .
	$(PY)/mypy
	$(PY)/xiaobao knowledge lint

format: setup ## Mend the style
	$(PY)/ruff check --fix .
	$(PY)/ruff format .

eval: train ## Measure understanding, fraud recognition and the sorting of complaints (FILE=… for one of your own)
	@scripts/stock.sh
	$(PY)/python -m bench.understanding $(FILE)
	$(PY)/python -m bench.fraud
	$(PY)/python -m bench.complaints

bench: train ## Measure speed and memory, the stock pipeline beside ours
	@scripts/stock.sh
	$(PY)/python -m bench.speed
	$(PY)/python -m bench.figures
	$(PY)/python -m bench.search
	$(PY)/python -m bench.desk
	$(PY)/python -m bench.page

screenshots: train ## Draw the pages' main states into docs/images
	@scripts/system.sh
	$(PY)/python -m scripts.screenshots $(PICTURES)

ask: train ## Ask one question: make ask Q="…"
	@$(PY)/xiaobao ask "$$Q"

clean: ## Remove environments, models and caches (never var/: it holds data)
	rm -rf .venv engine/.venv bench/stock/.venv models .rasa .mypy_cache .pytest_cache .ruff_cache
