"""A ConversationRelay server on `websockets`, to be called by tests.

python websockets_server.py [port] [auth-token]; "agent" hands over, "crash" kills the process.

Its habits: it streams its answers slowly, a few letters at a time, and closes each reply with an
empty token, after an interruption too. With a token it refuses handshakes that Twilio's own library
does not accept, by the address that it rebuilds from what a tunnel adds.
"""

import asyncio
import http
import json
import os
import signal
import sys

from twilio.request_validator import RequestValidator
from websockets.asyncio.server import serve


def check(auth_token):
    validator = RequestValidator(auth_token)

    def check_signature(connection, request):
        scheme = "wss" if request.headers.get("X-Forwarded-Proto") == "https" else "ws"
        host = request.headers.get("X-Forwarded-Host", request.headers["Host"])
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(f"{scheme}://{host}{request.path}", {}, signature):
            return connection.respond(http.HTTPStatus.FORBIDDEN, "wrong signature\n")

    return check_signature


async def converse(socket):
    async def send(**message):
        await socket.send(json.dumps(message))

    async def say(text):
        for at in range(0, len(text), 3):
            await send(type="text", token=text[at : at + 3], last=False)
            await asyncio.sleep(0.005)
        await send(type="text", token="", last=True)

    async for frame in socket:
        message = json.loads(frame)
        if message["type"] == "setup":
            name = message["customParameters"].get("name", "caller")
            await say(f"Hello {name}. What can I do?")
        elif message["type"] == "interrupt":
            await send(type="text", token="", last=True)
        elif message["type"] == "prompt" and message["last"]:
            said = message["voicePrompt"]
            if "crash" in said.lower():
                os.kill(os.getpid(), signal.SIGKILL)
            if "agent" in said.lower():
                handoff = json.dumps({"reason": "live-agent", "said": said})
                await send(type="end", handoffData=handoff)
            else:
                await say(f"You said: {said}")


async def main(port="0", auth_token=None):
    process_request = check(auth_token) if auth_token else None
    async with serve(converse, "127.0.0.1", int(port), process_request=process_request) as server:
        print(f"listening on {server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
