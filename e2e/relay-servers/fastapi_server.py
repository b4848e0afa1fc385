"""A ConversationRelay server on FastAPI, to be called by tests.

python fastapi_server.py [port]; "agent" hands over, "crash" kills the process.

Its habits: it answers every partial prompt, sends `last` twice, and "later" is answered only after
a while, from a task of its own.
"""

import asyncio
import json
import os
import signal
import socket
import sys

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()


@app.websocket("/relay")
async def relay(websocket: WebSocket):
    await websocket.accept()

    async def say(text):
        for token in text.split(" "):
            await websocket.send_json({"type": "text", "token": token + " ", "last": False})
        for _ in range(2):
            await websocket.send_json({"type": "text", "token": "", "last": True})

    async def say_later(text):
        await asyncio.sleep(1.5)
        await say(text)

    tasks = set()
    try:
        while True:
            message = await websocket.receive_json()
            match message["type"]:
                case "setup":
                    name = message["customParameters"].get("name", "caller")
                    await say(f"Hello {name}. What can I do?")
                case "prompt" if not message["last"]:
                    await say("Hm.")
                case "prompt":
                    said = message["voicePrompt"]
                    if "crash" in said.lower():
                        os.kill(os.getpid(), signal.SIGKILL)
                    if "agent" in said.lower():
                        handoff = json.dumps({"reason": "live-agent", "said": said})
                        await websocket.send_json({"type": "end", "handoffData": handoff})
                    elif "later" in said.lower():
                        tasks.add(asyncio.create_task(say_later("Here I am again.")))
                    else:
                        await say(f"You said: {said}")
    except WebSocketDisconnect:
        pass


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    print(f"listening on {listener.getsockname()[1]}", flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    asyncio.run(server.serve(sockets=[listener]))
