// A ConversationRelay server on `ws`, in the manner of the public samples, to be called by tests.
// node relay.mjs [port]; "agent" hands over, "crash" kills the process.
//
// Its habits: it speaks at once after the set-up, its tokens end with a blank, and it goes on
// sending text after `end`.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2] ?? 0) });

server.on("listening", () => console.log(`listening on ${server.address().port}`));
server.on("connection", (socket) => {
  const send = (message) => socket.send(JSON.stringify(message));
  const say = (text) => {
    for (const token of text.split(/(?<= )/)) send({ type: "text", token, last: false });
    send({ type: "text", token: "", last: true });
  };

  socket.on("message", (frame) => {
    const message = JSON.parse(frame);
    if (message.type === "setup") {
      say(`Hello ${message.customParameters.name ?? "caller"}. What can I do?`);
    } else if (message.type === "dtmf") {
      say(`You pressed ${message.digit}.`);
    } else if (message.type === "prompt" && message.last) {
      const said = message.voicePrompt;
      if (/crash/i.test(said)) process.kill(process.pid, "SIGKILL");
      if (/agent/i.test(said)) {
        send({ type: "end", handoffData: JSON.stringify({ reason: "live-agent", said }) });
        say("Connecting you now.");
      } else {
        say(`You said: ${said}`);
      }
    }
  });
});
