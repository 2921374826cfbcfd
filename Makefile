# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The few verbs. Each brings what it needs: on a fresh machine python3 (3.11 or later), make and git are enough.

PYTHON ?= python3
NODE ?= director
SCENARIO ?= default

VENV := .cache/venv
# Kept short of the user's own home: Ansible's temporary files and caches.
export ANSIBLE_HOME := $(CURDIR)/.cache/ansible
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/collections:$(CURDIR)/.cache/collections
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# Bytecode next to the sources would be one more thing to leave out of the archive.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache

.DEFAULT_GOAL := help
.PHONY: help setup system lint sanity archive unit kernel labtest molecule test demo demo-down shell clean relock

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: system $(VENV)/.done .cache/collections/.done ## make the tools ready: system packages, .cache/venv, .cache/collections

system:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed; PYTHON=... names one")'
	@$(PYTHON) -m tests.tools.system_packages

$(VENV)/.done: requirements.txt requirements.lock | system
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/python -m pip install --quiet -r requirements.txt -c requirements.lock
	@touch $@

.cache/collections/.done: requirements-collections.txt tests/tools/collections_from_wheel.py $(VENV)/.done
	rm -rf $(@D)
	$(VENV)/bin/python -m tests.tools.collections_from_wheel requirements-collections.txt $(@D)
	@touch $@
