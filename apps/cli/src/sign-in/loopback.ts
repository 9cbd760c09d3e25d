import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Failure } from "../failure.js";

/** How the browser is answered after a callback, and whether waiting ends. */
export interface CallbackAnswer<T> {
  redirectTo?: string;
  message?: string;
  result?: T;
}

export interface LoopbackOptions<T> {
  /** Called when the listener is ready. */
  onReady(redirectUri: string): void;
  /** Reads one callback; a rejection answers the browser with its message and ends the waiting. */
  onCallback(parameters: URLSearchParams): Promise<CallbackAnswer<T>>;
  timeoutMilliseconds: number;
}

/**
 * Waits on 127.0.0.1, on a port that the system chooses, for the callback of an authorization
 * request (RFC 8252 §7.3).
 * @throws Failure when nothing comes in time
 */
export async function waitForCallback<T>(options: LoopbackOptions<T>): Promise<T> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await new Promise<void>((ready, failed) => {
    server.once("listening", ready);
    server.once("error", failed);
  });
  const { port } = server.address() as AddressInfo;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((done, failed) => {
      const late = new Failure("Nobody signed in in time.", "Run the command again.");
      timer = setTimeout(() => failed(late), options.timeoutMilliseconds);
      server.on("request", (request: IncomingMessage, response: ServerResponse) => {
        void answer(request, response, options, done, failed);
      });
      options.onReady(`http://127.0.0.1:${port}/callback`);
    });
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
  }
}

async function answer<T>(
  request: IncomingMessage,
  response: ServerResponse,
  options: LoopbackOptions<T>,
  done: (result: T) => void,
  failed: (error: unknown) => void,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (request.method !== "GET" || url.pathname !== "/callback") {
    return reply(response, 404, "There is nothing here.");
  }
  try {
    const callback = await options.onCallback(url.searchParams);
    if (callback.redirectTo === undefined) await reply(response, 400, callback.message ?? "");
    else await reply(response, 303, "", callback.redirectTo);
    if (callback.result !== undefined) done(callback.result);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    await reply(response, 400, `${words}\nGo back to your terminal.`);
    failed(error);
  }
}

function reply(
  response: ServerResponse,
  status: number,
  text: string,
  location?: string,
): Promise<void> {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
    ...(location === undefined ? {} : { location }),
  });
  return new Promise((sent) => response.end(text, sent));
}
