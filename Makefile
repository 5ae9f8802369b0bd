# The two that matter: `make run` opens a demonstration at http://localhost:8080,
# `make test` proves that everything holds.

ADDR ?= 127.0.0.1:8080

.PHONY: run test check bench fmt generate setup shots

run:
	@go run ./cmd/verbund demo --addr $(ADDR)

# Everything: form, Go tests on both databases, the pages in a real browser.
test: setup
	@tools/test all

# In less than a minute, for in between.
check:
	@tools/test quick

# Our figures beside those of a bare handler, and the speed of the page as a
# phone sees it.
bench: setup
	@go test -run '^$$' -bench BenchmarkHouse -benchtime 1x -timeout 20m ./bench
	@go test -run '^$$' -bench 'BenchmarkCasework$$/(list|search|full_text)' -benchtime 100x -timeout 20m ./internal/casework
	@go test -run '^$$' -bench 'BenchmarkCasework$$/(case|new_key|memory)' -benchtime 5x -timeout 20m ./internal/casework
	@go test -run '^$$' -bench 'BenchmarkFind$$' ./internal/caselaw/citation
	@go test -run '^$$' -bench 'BenchmarkRebuild|BenchmarkSearch' -benchtime 1x -timeout 20m ./internal/caselaw/search
	@node e2e/speed.mjs

fmt:
	@gofmt -w cmd internal bench
	@go tool templ fmt internal

generate:
	@go tool templ generate -path internal

# What the tests need beside Go and Node: a browser and a PostgreSQL server from
# Debian, and the packages of e2e/. Does nothing when all is there.
setup:
	@tools/setup

# Pictures of the pages for the eye, in e2e/out/.
shots: setup
	@node e2e/shots.mjs
