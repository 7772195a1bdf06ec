# What each target does stands in README.md; `make help` shows the list.
PYTHON_BIN := .venv/bin/python
UV ?= uv
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

# Each a set of its own: the local AWS and checkov pin another botocore than ours.
LOCKED := requirements.txt requirements-dev.txt infra/local/requirements.txt infra/check-requirements.txt
CHECKS := format lint types template security guard links-and-secrets

.DEFAULT_GOAL := help
.PHONY: help setup demo run job reset sandbox test check bench package deploy scan audit lock accept-secrets \
	$(CHECKS:%=check-%)

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

setup: ## make the virtual environments, when their requirements changed
	@sh infra/setup.sh

demo: setup ## play one Aanvraag from sign-up to destruction
	@$(PYTHON_BIN) -m infra.local demo

run: setup ## start the whole broker on loopback, until Ctrl-C
	@$(PYTHON_BIN) -m infra.local run

job: setup ## fire one scheduled function of the running stack: NAME=bewaartermijnen AT=2027-06-01T02:00:00Z
	@$(if $(NAME),,$(error name the function: make job NAME=bewaartermijnen [AT=2027-06-01T02:00:00Z]))
	@$(PYTHON_BIN) -m infra.local job "$(NAME)" $(if $(AT),--at "$(AT)")

reset: setup ## empty the data directory of the local stack
	@$(PYTHON_BIN) -m infra.local reset

sandbox: setup ## try a lessor's endpoint: START="python3 my_endpoint.py" or ENDPOINT=http://127.0.0.1:9000/ [WAY=melding|polling] [HEADER="name: value"] [ONLY=duplicate] [REPORT=file]
	@$(PYTHON_BIN) -m infra.sandbox certify $(if $(ENDPOINT),--endpoint "$(ENDPOINT)") $(if $(START),--start "$(START)") \
		$(if $(WAY),--way "$(WAY)") $(if $(HEADER),--header "$(HEADER)") \
		$(foreach name,$(ONLY),--only "$(name)") $(if $(REPORT),--report "$(REPORT)")

test: setup ## run every test
	@$(PYTHON_BIN) -m pytest

check: setup ## format, lint, types, templates, policies, dead links, secrets; each of them, also after one has failed
	@$(MAKE) --no-print-directory --keep-going $(CHECKS:%=check-%)

check-format:
	@$(PYTHON_BIN) -m ruff format --check .

check-lint:
	@$(PYTHON_BIN) -m ruff check .

check-types:
	@$(PYTHON_BIN) -m mypy

check-template:
	@.venv/bin/cfn-lint infra/resources.yaml

check-security:
	@.venv/bin/bandit --quiet --recursive --skip B105 app.py chalicelib
	@.venv/bin/bandit --quiet --recursive --configfile pyproject.toml infra bench

check-guard:
	@$(PYTHON_BIN) -m infra.guard

check-links-and-secrets:
	@$(PYTHON_BIN) -m infra.checks

bench: setup ## measure; one JSON object a line
	@$(PYTHON_BIN) -m bench

package: setup ## build what goes to AWS, into build/STAGE: STAGE=prod [ARCH=arm64|x86_64]
	@$(if $(STAGE),,$(error name the stage: make package STAGE=dev or STAGE=prod))
	@$(PYTHON_BIN) -m infra.package --stage "$(STAGE)" $(if $(ARCH),--arch "$(ARCH)")

deploy: setup ## build a stage and deploy it: STAGE=dev BUCKET=... [REGION=eu-central-1] [ARCH=arm64|x86_64]
	@$(if $(STAGE),,$(error name the stage: make deploy STAGE=dev or STAGE=prod))
	@$(PYTHON_BIN) -m infra.package.deploy --stage "$(STAGE)" --bucket "$(BUCKET)" \
		$(if $(REGION),--region "$(REGION)") $(if $(ARCH),--arch "$(ARCH)")

scan: ## read a packaged stage with checkov, the workflows with zizmor: STAGE=prod; installs 250 MB into .venv-scan
	@$(if $(STAGE),,$(error name a stage that was packaged: make scan STAGE=dev or STAGE=prod))
	@sh infra/setup.sh .venv-scan infra/check-requirements.txt
	@.venv-scan/bin/checkov --config-file .checkov.yaml -f build/$(STAGE)/template.yaml
	@.venv-scan/bin/zizmor --offline --quiet .github

audit: ## ask which locked versions have a known fault; needs the internet, installs 250 MB into .venv-scan
	@sh infra/setup.sh .venv-scan infra/check-requirements.txt
	@failed=0; for file in $(LOCKED); do echo "$$file"; \
		.venv-scan/bin/pip-audit --disable-pip --require-hashes --strict --progress-spinner off -r "$$file" || failed=1; \
	done; exit $$failed

lock: ## compile the hashed requirements from the .in files; needs uv
	@command -v $(UV) >/dev/null || { echo "error: make lock needs uv; name it with UV=/path/to/uv" >&2; exit 1; }
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) infra/local/requirements.in -o infra/local/requirements.txt
	$(LOCK) infra/check-requirements.in -o infra/check-requirements.txt

accept-secrets: setup ## take the lines that look like secrets now into the baseline
	@$(PYTHON_BIN) -m infra.checks accept
