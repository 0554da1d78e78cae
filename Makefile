# Everything a person or a machine does with this folder. `make` alone lists it.
#
# AIKAGI_SCRATCH names another folder for build products, so that two checkouts can share one.

.DEFAULT_GOAL := help
.PHONY: help run test check pictures format clean

help:
	@echo 'make run       install what is missing, build for release, start the server on http://localhost:8080'
	@echo 'make test      every test there is; the last line is "N passed, N failed"'
	@echo 'make check     the quick part of it: no browser, no PostgreSQL'
	@echo 'make pictures  a picture of every page, in both languages, schemes and widths, in Browser/pictures'
	@echo 'make format    lay out the Swift sources as the linter wants them'
	@echo 'make clean     remove build products, the Python environment and pictures; never ./var'

run:
	@Scripts/run

test:
	@Scripts/test everything

check:
	@Scripts/test quick

pictures:
	@Scripts/test pictures

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz

clean:
	rm -rf .build .venv .venv-peers Browser/pictures Browser/.pytest_cache
	find Browser Scripts -name __pycache__ -prune -exec rm -rf {} +
