import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { LimitSettings } from "./settings.js";

/**
 * What the runtime can do at all: bare `node:http` that parses the same request and answers the
 * same bytes, and nothing else.
 */
const settings = JSON.parse(process.env["BENCH_LIMIT_SETTINGS"] ?? "") as LimitSettings;
const body = Buffer.from(settings.body);
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signed = Buffer.from(settings.body.slice(0, 400));
let understood = 0;

const server = createServer((request, response) => {
  if (settings.parses === "nothing") {
    understood += (request.headers["if-none-match"] ?? request.headers.authorization ?? "").length;
    answer(response);
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    understand(request, Buffer.concat(chunks).toString("utf8"));
    answer(response);
  });
});
server.listen(settings.port, "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));

function understand({ headers }: IncomingMessage, text: string): void {
  const credentials = headers.authorization?.replace(/^Basic /, "") ?? "";
  understood += Buffer.from(credentials, "base64").toString("utf8").length;
  const fields =
    settings.parses === "form"
      ? Object.fromEntries(new URLSearchParams(text))
      : (JSON.parse(text) as object);
  understood += Object.keys(fields).length;
}

function answer(response: ServerResponse): void {
  if (settings.signs) {
    understood += sign("sha256", signed, { key: privateKey, dsaEncoding: "ieee-p1363" }).length;
  }
  response.writeHead(settings.status, settings.headers);
  response.end(body);
}
