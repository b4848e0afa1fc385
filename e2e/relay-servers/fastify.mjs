// A ConversationRelay server on Fastify, to be called by tests.
// node fastify.mjs [port]; "agent" hands over, "crash" kills the process.
//
// Its habits: it never sends `last`, its tokens begin with a blank, and it sends an `interrupt` of
// its own before each answer, which is no message of the protocol.
import websocket from "@fastify/websocket";
import Fastify from "fastify";

const server = Fastify();
await server.register(websocket);

server.get("/relay", { websocket: true }, (socket) => {
  const send = (message) => socket.send(JSON.stringify(message));
  const say = (text) => {
    for (const token of text.split(/(?= )/)) send({ type: "text", token });
  };

  const answer = {
    setup: ({ customParameters }) =>
      say(`Hello ${customParameters.name ?? "caller"}. What can I do?`),
    dtmf: ({ digit }) => say(`You pressed ${digit}.`),
    prompt: ({ voicePrompt, last }) => {
      if (!last) return;
      if (/crash/i.test(voicePrompt)) process.kill(process.pid, "SIGKILL");
      send({ type: "interrupt" });
      if (/agent/i.test(voicePrompt)) {
        const handoffData = JSON.stringify({ reason: "live-agent", said: voicePrompt });
        send({ type: "end", handoffData });
      } else {
        say(`You said: ${voicePrompt}`);
      }
    },
  };

  socket.on("message", (frame) => {
    const message = JSON.parse(frame);
    answer[message.type]?.(message);
  });
});

await server.listen({ host: "127.0.0.1", port: Number(process.argv[2] ?? 0) });
console.log(`listening on ${server.server.address().port}`);
