#!/bin/sh
# Calls each relay server, and asks Twilio's own libraries about signatures. Without what setup.sh
# installs these tests would skip themselves; here they must run.
set -eu
cd "$(dirname "$0")"
./setup.sh
SWITCHBOARD_RELAY_SERVERS=required cargo test --locked --workspace --test relay_servers "$@"
