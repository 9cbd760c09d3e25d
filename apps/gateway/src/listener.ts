import fs from "node:fs";
import http, { type RequestListener, type Server } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { newRequestId, WholeBodyRequest } from "@grantry/platform";
import { CertificateFolder } from "./certificate-folder.js";
import type { GatewayConfig } from "./config.js";
import { refusalBody, type Refusal } from "./refusals.js";

const certificatePollMilliseconds = 60_000;

const limits = {
  // A request has to arrive in time, whoever sends it slowly (RFC 9110 §15.5.9).
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
  insecureHTTPParser: false,
  requireHostHeader: true,
  IncomingMessage: WholeBodyRequest,
};

/**
 * The public listener: TLS when certificate files are given (read again when they change), strict
 * parsing, answers of its own to what cannot be parsed.
 */
export function createListener(
  config: GatewayConfig,
  handle: RequestListener<typeof WholeBodyRequest>,
): Server<typeof WholeBodyRequest> {
  const server =
    config.tls === undefined
      ? http.createServer(limits, handle)
      : secure(config.tls, config.tlsDir);
  if (config.tls !== undefined) server.on("request", handle);
  server.on("clientError", answerUnreadable);
  return server;
}

/** Resolves when the server listens; rejects with a line that names the port when it cannot. */
export async function listen(
  server: Server<typeof WholeBodyRequest>,
  config: GatewayConfig,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const busy = error.code === "EADDRINUSE";
      reject(busy ? new Error(`Port ${config.port} is busy (GRANTRY_PORT)`) : error);
    });
    server.listen({ port: config.port, host: config.bind }, resolve);
  });
}

/**
 * Stops accepting, lets running requests finish, then closes. New answers ask for the connection
 * to be closed; what is left after `patienceMilliseconds` is cut.
 */
export async function drain(
  server: Server<typeof WholeBodyRequest>,
  patienceMilliseconds: number,
): Promise<void> {
  server.prependListener("request", (_request, response) => {
    response.setHeader("connection", "close");
  });
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const poll = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), patienceMilliseconds);
  await closed;
  clearInterval(poll);
  clearTimeout(cut);
}

function secure(
  files: NonNullable<GatewayConfig["tls"]>,
  folder?: string,
): https.Server<typeof WholeBodyRequest> {
  const read = () => ({
    cert: fs.readFileSync(files.certificateFile),
    key: fs.readFileSync(files.keyFile),
  });
  const certificates = folder === undefined ? undefined : new CertificateFolder(folder);
  const server = https.createServer({
    ...limits,
    ...read(),
    minVersion: "TLSv1.2",
    // No context: the certificate of the installation itself.
    ...(certificates === undefined
      ? {}
      : {
          SNICallback: (name: string, answer: AnswerWithContext) => {
            answer(null, certificates.contextOf(name));
          },
        }),
  });
  let stamp = certificateStamp(files);
  const timer = setInterval(() => {
    try {
      const current = certificateStamp(files);
      if (current === stamp) return;
      server.setSecureContext({ ...read(), minVersion: "TLSv1.2" });
      stamp = current;
    } catch {
      // Half-written files: the next look will find them whole.
    }
  }, certificatePollMilliseconds);
  timer.unref();
  return server;
}

type AnswerWithContext = (error: Error | null, context?: SecureContext) => void;

function certificateStamp(files: NonNullable<GatewayConfig["tls"]>): string {
  const times = [files.certificateFile, files.keyFile].map((file) => fs.statSync(file).mtimeMs);
  return times.join(" ");
}

/** What Node tells about a request that it could not parse. */
interface Unreadable extends NodeJS.ErrnoException {
  /** The bytes in which the parser gave up. */
  rawPacket?: Buffer;
}

function answerUnreadable(error: Unreadable, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const refusal = unreadable(error);
  const requestId = newRequestId();
  const body = refusalBody(refusal, requestId);
  const head = [
    `HTTP/1.1 ${refusal.status} ${http.STATUS_CODES[refusal.status]}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** Whether a request line alone is more than a whole head may be (RFC 9110 §15.5.15). */
function isLongLine(head: Buffer | undefined): boolean {
  const beginning = head?.subarray(0, limits.maxHeaderSize).toString("latin1") ?? "";
  return /^[A-Z]+ [^\r\n]*$/.test(beginning);
}

function unreadable({ code, rawPacket }: Unreadable): Refusal {
  if (code === "HPE_HEADER_OVERFLOW" && isLongLine(rawPacket)) {
    return { status: 414, id: "uri_too_long", reason: "The request target is too long." };
  }
  if (code === "HPE_HEADER_OVERFLOW") {
    return { status: 431, id: "header_fields_too_large", reason: "The request head is too large." };
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { status: 408, id: "request_timeout", reason: "The request took too long to arrive." };
  }
  return { status: 400, id: "bad_request", reason: "The request is not well-formed HTTP." };
}
