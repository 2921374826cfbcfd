# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The few verbs. Each brings what it needs: on a fresh machine python3 (3.11 or later), make and git are enough.

PYTHON ?= python3
NODE ?= director
SOAK_MINUTES ?= 10
SCENARIO ?= default

VENV := .cache/venv
RELEASE := .cache/release
# Kept short of the user's own home: Ansible's temporary files and caches.
export ANSIBLE_HOME := $(CURDIR)/.cache/ansible
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/collections:$(CURDIR)/.cache/collections
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup system lint sanity archive ee unit kernel kernel-tables kernel-hosts labtest boot molecule scenarios variants networks \
	debians cores test changelog doc-lint importer soak matrix release changes bench bench-fleet docs screenshots demo demo-down \
	shell clean relock

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: system $(VENV)/.done .cache/collections/.done ## make the tools ready: .cache/venv, .cache/collections

system:
	@$(PYTHON) -m tests.tools.system

$(VENV)/.done: requirements.txt requirements.lock | system
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/python -m pip install --quiet -r requirements.txt -c requirements.lock
	@touch $@

$(RELEASE)/.done: requirements-release.txt requirements-release.lock | system
	$(PYTHON) -m venv --clear $(RELEASE)
	$(RELEASE)/bin/python -m pip install --quiet -r requirements-release.txt -c requirements-release.lock
	@touch $@

.cache/collections/.done: requirements-collections.txt tests/tools/collections_from_wheel.py $(VENV)/.done
	rm -rf $(@D)
	$(VENV)/bin/python -m tests.tools.collections_from_wheel requirements-collections.txt $(@D)
	@touch $@

lint: setup ## ruff, yamllint, ansible-lint (profile production)
	@failed=; for tool in "ruff check" "ruff format --check" "yamllint --strict ." "ansible-lint --nocolor" \
		"ansible-lint --nocolor docs/examples/project/*.yml docs/examples/project/*/*.yml"; do \
		echo "$$tool"; $$tool || failed="$$failed [$$tool]"; \
	done; test -z "$$failed" || { echo "found something:$$failed"; exit 1; }

sanity: setup ## ansible-test sanity on the built and installed collection, no ignore file
	$(VENV)/bin/python -m tests.tools.sanity

archive: setup ## a look into the built archive and at the shape of the sources
	$(VENV)/bin/python -m pytest tests/gates

ee: setup ## what ansible-builder makes of the collection and of execution-environment.yml, short of an image
	$(VENV)/bin/python -m pytest tests/release/test_ee.py

unit: setup ## the pure parts, without a kernel
	$(VENV)/bin/python -m pytest tests/unit tests/cluster tests/tower

# In the guest only LVS_LAB_OUT reaches the machine, so the tally of the tests goes out through it.
ON_A_KERNEL = $(if $(LVS_TALLY),LVS_LAB_OUT=$(LVS_TALLY) LVS_TALLY='$$LVS_LAB_OUT') $(PYTHON) -m lab run -- $(VENV)/bin/python
# Two halves, for a guest has one CPU.
KERNEL_TABLES := tests/kernel/module_utils tests/kernel/traffic $(wildcard tests/kernel/modules/test_ipvs*.py)
kernel: setup ## the modules and playbooks against a real IPVS kernel
	$(ON_A_KERNEL) -m pytest tests/kernel

kernel-tables: setup
	$(ON_A_KERNEL) -m pytest $(KERNEL_TABLES)

kernel-hosts: setup
	$(ON_A_KERNEL) -m pytest tests/kernel $(KERNEL_TABLES:%=--ignore=%)

labtest: setup ## the lab itself: up, down, run, and who may use it
	$(VENV)/bin/python -m pytest tests/lab

boot: setup ## a real server and a director boot, systemd as their first process, captured from the first frame
	$(VENV)/bin/python -m pytest tests/boot

# Names and addresses of its own, so that the demo's cluster may stand beside it. SUITES: the Debian releases of the
# scenario's real servers, or of all hosts, where they are others than the lab's default.
SUITES_networks := bullseye bookworm trixie
# Those that differ by their inventory alone, so that they do with the same nodes; two halves, for a guest has one CPU.
SCENARIOS := default ipv6 rollout
VARIANTS := clusters udp persistence localnode
molecule: export LVS_NODE_PREFIX = test-
molecule: export LVS_NET = 10.78
molecule: export LVS_NET6 = fd00:78
molecule: export LVS_SUITES = $(or $(SUITES),$(SUITES_$(SCENARIO)))
molecule: export MOLECULE_EPHEMERAL_DIRECTORY = $(CURDIR)/.cache/molecule$(LAB)
molecule: setup ## a cluster of real nodes, proved from outside: SCENARIO=default, or several
	tests/tools/with-lab sh -c 'molecule destroy && molecule test $(SCENARIO:%=--scenario-name %)'

scenarios: ## a cluster proved, with IPv6, and rolled out: one scenario after the other on one set of nodes
	@$(MAKE) molecule SCENARIO="$(SCENARIOS)"

# These have a lab of their own, so that they may run beside other nodes.
BESIDE = LVS_LAB_STATE="$${LVS_LAB_STATE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/lvs-cluster/lab}-beside" \
	$(MAKE) molecule LAB=-beside

variants: ## likewise several clusters, UDP, persistence, and a director that is a real server
	@$(BESIDE) SCENARIO="$(VARIANTS)"

networks: ## the scenario networks: VIPs outlive reboots and restarts of three network services, and never leak
	@$(BESIDE) SCENARIO=networks

# Every node on Debian 11, then on 13; 12 is what all other scenarios have.
debians: ## the scenario default with director, real servers and client on Debian 11, and on 13
	@failed=; for suite in bullseye trixie; do \
		$(BESIDE) SCENARIO=default SUITES=$$suite || failed="$$failed $$suite"; \
	done; test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

cores: export LVS_NODE_PREFIX = core-
cores: export LVS_NET = 10.79
cores: export LVS_NET6 = fd00:79
cores: export MOLECULE_EPHEMERAL_DIRECTORY = $(CURDIR)/.cache/cores/nodes
cores: setup ## other ansible-cores: unit, sanity, syntax; site.yml by the oldest and the newest. CORE=2.17: one
	tests/tools/with-lab $(VENV)/bin/python -m tests.tools.cores $(CORE)

# What is before a slash comes to its end whatever it finds; what is after it costs minutes and waits for green. What a
# plus parts runs side by side.
STAGES := setup / lint archive ee + unit / kernel-tables + kernel-hosts labtest boot / scenarios + sanity networks variants
test: ## everything that CI runs, stage by stage, with the time of each
	@$(PYTHON) -m tests.tools.stages $(STAGES)

changelog: setup $(RELEASE)/.done ## antsibull-changelog: fragments, and whether the changelog tells all that is new
	$(VENV)/bin/python -m pytest tests/release/test_changelog.py

doc-lint: setup $(RELEASE)/.done ## antsibull-docs lint: the documentation of every plugin and role
	$(VENV)/bin/python -m pytest tests/release/test_doc_lint.py

importer: setup $(RELEASE)/.done ## galaxy-importer with ansible-lint on the built archive: no warning may be left
	$(VENV)/bin/python -m pytest tests/release/test_importer.py

soak: setup ## property tests on a kernel, drawn anew round after round: SOAK_MINUTES=10
	$(ON_A_KERNEL) -m tests.tools.soak $(SOAK_MINUTES) tests/kernel

# What a release wants besides all that CI runs.
MATRIX := changelog doc-lint importer docs / cores + debians / soak
matrix: setup ## everything that a release wants, and a record of it in changelogs/records
	@$(VENV)/bin/python -m tests.tools.matrix $(STAGES) / $(MATRIX)

release: setup ## build the archive of a release, when its record and its changelog are complete
	@$(VENV)/bin/python -m tests.tools.release $(STAGES) / $(MATRIX)

changes: setup $(RELEASE)/.done ## take the fragments into the changelog, as the version of galaxy.yml
	$(RELEASE)/bin/antsibull-changelog release --update-existing --reload-plugins

bench: setup ## how fast it is, against ipvsadm and pyroute2: prints a table and keeps it in docs/benchmark.md
	$(VENV)/bin/python -m bench
	PYTHONPATH=.:collections $(VENV)/bin/python -m bench.controller

bench-fleet: setup ## how fast site.yml is on 20, 100 and 200 hosts, against a plain playbook: docs/benchmark-fleet.md
	PYTHONPATH=.:collections $(VENV)/bin/python -m bench.fleet

docs: $(RELEASE)/.done ## the documentation as a site, in .cache/site; a warning or a broken link fails it
	$(RELEASE)/bin/python -m tests.tools.docs.build

screenshots: docs ## the pictures of that site in README, taken by a browser
	$(PYTHON) -m tests.tools.docs.pictures

demo: setup ## a cluster from one command, with the proofs; it stays up
	@$(VENV)/bin/python -m lab.cluster.demo

demo-down: ## take the demo's cluster and the lab down
	@$(VENV)/bin/python -m lab.cluster.demo down

shell: ## a shell on a node of the demo: NODE=director
	@$(PYTHON) -m lab shell $(NODE)

clean: ## remove .cache: tools, archives, results (the lab's disk is kept elsewhere)
	rm -rf .cache

relock: ## write requirements*.lock anew after a change of requirements*.txt
	for name in requirements requirements-release; do \
		$(PYTHON) -m venv --clear .cache/relock && \
		.cache/relock/bin/python -m pip install --quiet -r $$name.txt && \
		(sed '/^[^#]/d' $$name.lock && .cache/relock/bin/python -m pip freeze) > .cache/$$name.lock && \
		mv .cache/$$name.lock $$name.lock || exit; \
	done
	rm -rf .cache/relock
