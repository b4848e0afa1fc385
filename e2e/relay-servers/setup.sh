#!/bin/sh
# Installs what the relay servers of the tests are made of, in this folder, if it is not there yet.
set -eu
cd "$(dirname "$0")"
if [ ! -e .venv/installed ] || [ requirements.txt -nt .venv/installed ]; then
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
  touch .venv/installed
fi
if [ ! -e node_modules/installed ] || [ package-lock.json -nt node_modules/installed ]; then
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/installed
fi
