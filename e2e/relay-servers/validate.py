"""Asks Twilio's Python library about signatures.

Reads a JSON list of {url, params, signature, token}, writes a JSON list of true and false.
"""

import json
import sys

from twilio.request_validator import RequestValidator

cases = json.load(sys.stdin)
answers = [
    RequestValidator(case["token"]).validate(case["url"], case["params"], case["signature"])
    for case in cases
]
json.dump(answers, sys.stdout)
