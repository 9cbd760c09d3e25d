import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { text } from "node:stream/consumers";
import { Failure } from "../failure.js";
import { errorPage, welcomePage } from "./pages.js";
import type { PageAnswer, RequestKind, RequestPages } from "./request-pages.js";

export interface ConsumerApp {
  port: number;
  /** Key and certificate when the app speaks https. */
  tls?: { key: string; cert: string } | undefined;
  /** A new authorization request for every visit of the start page. */
  authorizationAddress(): string;
  /** Redeems one callback and answers with the page to show. */
  onCallback(parameters: URLSearchParams): Promise<PageAnswer>;
  requestPages: RequestPages;
}

/**
 * Starts the example app on the loopback interface.
 * @throws Failure when the port is taken
 */
export async function startConsumerApp(app: ConsumerApp): Promise<Server> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void respond(app, request, response);
  };
  const server =
    app.tls === undefined ? createServer(listener) : createTlsServer(app.tls, listener);
  await new Promise<void>((ready, failed) => {
    server.once("error", (error) => {
      const advice = `Choose another with --port, and give the client its redirect URI.`;
      failed(new Failure(`Port ${app.port} cannot be used (${error.message}).`, advice));
    });
    server.listen(app.port, "127.0.0.1", ready);
  });
  return server;
}

async function respond(
  app: ConsumerApp,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    write(response, await route(app, request));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    write(response, { html: errorPage(words), status: 500 });
  }
}

async function route(app: ConsumerApp, request: IncomingMessage): Promise<PageAnswer> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const { method } = request;
  switch (`${method} ${url.pathname}`) {
    case "GET /":
      return { html: welcomePage(app.authorizationAddress()) };
    case "GET /perform-flow":
      return { redirectTo: app.authorizationAddress() };
    case "GET /callback":
      return app.onCallback(url.searchParams);
    case "POST /callback":
      // form_post: the answer is moved into the query, so that one place reads it.
      return { redirectTo: `/callback?${new URLSearchParams(await text(request)).toString()}` };
    case "GET /login":
    case "GET /consent":
      return app.requestPages.show(kindOf(url), url.searchParams);
    case "POST /login":
    case "POST /consent":
      return app.requestPages.submit(kindOf(url), new URLSearchParams(await text(request)));
    default:
      return { html: errorPage("There is nothing here."), status: 404 };
  }
}

function kindOf(url: URL): RequestKind {
  return url.pathname === "/login" ? "login" : "consent";
}

function write(response: ServerResponse, answer: PageAnswer): void {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  };
  if ("redirectTo" in answer) {
    response.writeHead(302, { ...headers, location: answer.redirectTo }).end();
  } else {
    response.writeHead(answer.status ?? 200, headers).end(answer.html);
  }
}
