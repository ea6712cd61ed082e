# Every word that a person or a workflow needs. 'make' alone lists them.
PYTHON ?= python3
BIN := .venv/bin
# nbgrader looks for alembic and jupyter by name
export PATH := $(CURDIR)/$(BIN):$(PATH)
PORT ?= 8000
# one make inside another says nothing of its own
MAKEFLAGS += --no-print-directory
# AS_TYPED: what it says next, it says as the reader can type it
ROLEPLAY = AS_TYPED=make $(BIN)/python -m roleplay

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests course book exercises new check coverage debrief play draw import export grade test test-quick format lint types clean

help: ## list the words
	@echo "Connection First: what would you like to do?"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## get what is needed to build, teach and mark (own .venv)
	@$(PYTHON) tools/setup.py

setup-tests: ## also get what the tests need (a browser too)
	@$(PYTHON) tools/setup.py --tests

course: setup ## start the whole course on this machine: book, desk, marking
	@$(BIN)/python -m roleplay exercises --if-needed
	@$(BIN)/python tools/make_book.py --if-needed
	@exec $(BIN)/python -m hub --port $(PORT)

book: setup ## build only the static book into _build/html, warnings as errors
	@$(BIN)/python tools/make_book.py

exercises: setup ## make exercises/ from solutions/
	@$(BIN)/python -m roleplay exercises

new: setup ## begin a role-play: make new NAME=lost-glove
	@$(ROLEPLAY) new $(NAME)

check: setup ## check every role-play, or one: make check NAME=lost-glove (or FILE=mine.yaml)
	@$(ROLEPLAY) check $(NAME) $(FILE)

debrief: setup ## the picture of the group: make debrief EXERCISE=05-connection-before-correction
	@$(BIN)/python -m roleplay debrief $(EXERCISE) $(if $(NAME),--role-play $(NAME)) --out $(or $(OUT),_build/debrief)

coverage: setup ## what of the curriculum is taught where, and what is owed: make coverage MODULE=M3
	@$(ROLEPLAY) coverage $(if $(MODULE),--module $(MODULE))

play: setup ## play a role-play in the terminal: make play NAME=lost-glove
	@$(ROLEPLAY) play $(NAME) $(FILE)

draw: setup ## draw a role-play as a picture: make draw NAME=lost-glove
	@$(ROLEPLAY) draw $(NAME) $(FILE) $(if $(TEXT),--text)

import: setup ## make a role-play of a story from Twine: make import FILE=lost-glove.twee
	@$(ROLEPLAY) import $(FILE)

export: setup ## carry a role-play to Twine or ink: make export NAME=lost-glove TO=twee
	@$(ROLEPLAY) export $(NAME) --to $(or $(TO),twee) --out $(NAME).$(or $(TO),twee)

grade: setup ## count what carers sent: make grade, or make grade EXERCISE=05-connection-before-correction
	@$(ROLEPLAY) grade $(EXERCISE) $(if $(AGAIN),--again)

lint: setup-tests ## format and style, without changing anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell README.md CONTRIBUTING.md CHANGELOG.md docs book roleplay hub solutions

types: setup-tests ## types of Python and of the player's JavaScript
	$(BIN)/mypy
	node node_modules/typescript/bin/tsc --noEmit -p .

test: setup-tests lint types ## everything: style, types, and all tests
	@$(BIN)/python -m roleplay exercises --if-needed
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-quick: setup-tests ## the tests that need no browser and no hub
	@$(BIN)/python -m roleplay exercises --if-needed
	$(BIN)/python -m pytest -q -m "not browser and not hub and not slow"

bench: setup-tests ## time our pages beside similar tools, a quarter of an hour (only some: make bench WHAT="--only book")
	@$(BIN)/python -m benchmarks $(WHAT)

format: setup-tests ## put the code in our style
	$(BIN)/ruff check --fix -q . || true
	$(BIN)/ruff format .

clean: ## forget what was built (never anything that a carer wrote)
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis
