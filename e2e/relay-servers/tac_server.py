"""An echo agent on Twilio Agent Connect, with its check of signatures, to be called by tests.

python tac_server.py AUTH-TOKEN DOMAIN [port]
"""

import asyncio
import os
import socket
import sys

# Tests report to nobody.
os.environ["TAC_ANALYTICS_DISABLED"] = "true"

import uvicorn
from tac import TAC, TACConfig
from tac.channels.voice import VoiceChannel
from tac.server import TACFastAPIServer

_, auth_token, domain, *port = sys.argv

tac = TAC(
    config=TACConfig(
        account_sid="AC00000000000000000000000000000001",
        auth_token=auth_token,
        api_key="SK00000000000000000000000000000001",
        api_secret="none",
        phone_number="+15550100456",
        voice_public_domain=domain,
        voice_websocket_path="/relay",
    )
)


async def echo(message, context, memory):
    return f"You said: {message}"


tac.on_message_ready(echo)
server = TACFastAPIServer(tac=tac, voice_channel=VoiceChannel(tac))
listener = socket.create_server(("127.0.0.1", int(port[0]) if port else 0))
print(f"listening on {listener.getsockname()[1]}", flush=True)
config = uvicorn.Config(server.app, log_level="error")
asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))
