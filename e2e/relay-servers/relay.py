"""A ConversationRelay server on Python's standard library, to be called by tests.

python3 relay.py [port]; "agent" hands over, "crash" kills the process.
"""

import asyncio
import base64
import hashlib
import json
import os
import re
import signal
import struct
import sys

WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Socket:
    """The server's side of one WebSocket."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def accept(self):
        request = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        key = re.search(r"(?im)^sec-websocket-key:\s*(\S+)", request).group(1)
        digest = hashlib.sha1((key + WEBSOCKET_GUID).encode()).digest()
        self.writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
        )

    async def receive(self):
        """The next text frame, or None when the socket is closed."""
        while True:
            head, length = await self.reader.readexactly(2)
            length &= 127
            if length == 126:
                (length,) = struct.unpack(">H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", await self.reader.readexactly(8))
            mask = await self.reader.readexactly(4)
            masked = await self.reader.readexactly(length)
            payload = bytes(byte ^ mask[at % 4] for at, byte in enumerate(masked))
            kind = head & 15
            if kind == TEXT:
                return payload.decode()
            if kind == PING:
                await self.write(PONG, payload)
            if kind == CLOSE:
                await self.write(CLOSE, payload)
                return None

    async def write(self, kind, payload):
        size = len(payload)
        length = bytes([size]) if size < 126 else b"\x7e" + struct.pack(">H", size)
        self.writer.write(bytes([0x80 | kind]) + length + payload)
        await self.writer.drain()

    async def send(self, **message):
        await self.write(TEXT, json.dumps(message).encode())

    async def say(self, text):
        for token in re.split(r"(?<= )", text):
            await self.send(type="text", token=token, last=False)
        await self.send(type="text", token="", last=True)


async def converse(reader, writer):
    socket = Socket(reader, writer)
    try:
        await socket.accept()
        while (frame := await socket.receive()) is not None:
            await answer(socket, json.loads(frame))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def answer(socket, message):
    if message["type"] == "setup":
        name = message["customParameters"].get("name", "caller")
        await socket.say(f"Hello {name}. What can I do?")
    elif message["type"] == "dtmf":
        await socket.say(f"You pressed {message['digit']}.")
    elif message["type"] == "prompt" and message["last"]:
        said = message["voicePrompt"]
        if "crash" in said.lower():
            os.kill(os.getpid(), signal.SIGKILL)
        if "agent" in said.lower():
            handoff = json.dumps({"reason": "live-agent", "said": said})
            await socket.send(type="end", handoffData=handoff)
        else:
            await socket.say(f"You said: {said}")


async def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    server = await asyncio.start_server(converse, "127.0.0.1", port)
    print(f"listening on {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
