import fs from "node:fs";
import http, { type RequestListener, type Server } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { newRequestId, PlainConnections, WholeBodyRequest } from "@grantry/platform";
import type { PlainConnectionsOptions } from "@grantry/platform";
import { CertificateFolder } from "./certificate-folder.js";
import type { GatewayConfig } from "./config.js";
import { refusalBody, type Refusal } from "./refusals.js";

const certificatePollMilliseconds = 60_000;

const keepAliveSeconds = 65;
/** Longer bodies are read by `node:http`. */
const largestPlainBytes = 32 * 1024;

const limits = {
  // A request has to arrive in time, whoever sends it slowly (RFC 9110 §15.5.9).
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: keepAliveSeconds * 1_000,
  maxHeaderSize: 16_384,
  insecureHTTPParser: false,
  requireHostHeader: true,
  IncomingMessage: WholeBodyRequest,
};

/** The listener that the public reaches. */
export interface Listener {
  readonly server: Server<typeof WholeBodyRequest>;
  /** Whether it is about to end. */
  readonly isClosing: () => boolean;
  /** What an answer that is written as text says of its connection (RFC 9112 §9.6). */
  readonly connectionFields: () => string;
  /** Has the frequent requests of plain connections answered by `take`. */
  servePlain(options: Pick<PlainConnectionsOptions, "take" | "onFault">): void;
  /** Ends plain connections: those without a request under way, or all. */
  endPlain(which: "idle" | "all"): void;
}

const goesOn = `connection: keep-alive\r\nkeep-alive: timeout=${keepAliveSeconds}\r\n`;
const ends = "connection: close\r\n";

/**
 * The public listener: TLS when certificate files are given (read again when they change), strict
 * parsing, answers of its own to what cannot be parsed.
 */
export function createListener(
  config: GatewayConfig,
  handle: RequestListener<typeof WholeBodyRequest>,
): Listener {
  const server =
    config.tls === undefined
      ? http.createServer(limits, handle)
      : secure(config.tls, config.tlsDir);
  if (config.tls !== undefined) server.on("request", handle);
  server.on("clientError", answerUnreadable);
  const sockets = new Set<Socket>();
  let plain: PlainConnections | undefined;
  const isClosing = (): boolean => !server.listening;
  return {
    server,
    isClosing,
    connectionFields: () => (isClosing() ? ends : goesOn),
    servePlain(options) {
      const event = config.tls === undefined ? "connection" : "secureConnection";
      const readers = server.listeners(event);
      server.removeAllListeners(event);
      plain = new PlainConnections({
        ...options,
        leave: (socket) => {
          sockets.delete(socket);
          for (const read of readers) Reflect.apply(read, server, [socket]);
        },
        isClosing,
        idleMilliseconds: keepAliveSeconds * 1_000,
        largestBodyBytes: largestPlainBytes,
      });
      server.on(event, (socket: Socket) => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
        plain?.serve(socket);
      });
    },
    endPlain(which) {
      plain?.closeIdle();
      if (which === "all") for (const socket of sockets) socket.destroy();
    },
  };
}

/** Resolves when the server listens; rejects with a line that names the port when it cannot. */
export async function listen({ server }: Listener, config: GatewayConfig): Promise<void> {
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
export async function drain(listener: Listener, patienceMilliseconds: number): Promise<void> {
  const { server } = listener;
  server.prependListener("request", (_request, response) => {
    response.setHeader("connection", "close");
  });
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const endIdle = (): void => {
    listener.endPlain("idle");
    server.closeIdleConnections();
  };
  endIdle();
  const poll = setInterval(endIdle, 50);
  const cut = setTimeout(() => {
    listener.endPlain("all");
    server.closeAllConnections();
  }, patienceMilliseconds);
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
