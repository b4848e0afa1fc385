// Asks Twilio's Node library about signatures.
//
// Reads a JSON list of {url, params, signature, token}, writes a JSON list of true and false.
import { text } from "node:stream/consumers";
import twilio from "twilio";

const cases = JSON.parse(await text(process.stdin));
const answers = cases.map(({ token, signature, url, params }) =>
  twilio.validateRequest(token, signature, url, params),
);
console.log(JSON.stringify(answers));
