import http from "node:http";
import type { AddressInfo } from "node:net";

/** A request that arrived at a toy server. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface ToyAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** Answers only after so long. */
  readonly afterMilliseconds?: number;
}

/** Somebody else's server on this machine: says what it is told to and remembers who called. */
export class ToyServer {
  readonly received: Received[] = [];
  /** How the next requests are answered. */
  answer: (request: Received) => ToyAnswer = () => ({ status: 204 });

  private constructor(
    private readonly server: http.Server,
    readonly url: string,
  ) {}

  static async start(): Promise<ToyServer> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const toy = new ToyServer(server, `http://127.0.0.1:${port}`);
    server.on("request", (request, response) => void toy.handle(request, response));
    return toy;
  }

  /** The requests whose path begins so. */
  at(path: string): Received[] {
    return this.received.filter(({ url }) => url.startsWith(path));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const received: Received = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(parts).toString("utf8"),
    };
    this.received.push(received);
    const { status, body, afterMilliseconds = 0 } = this.answer(received);
    await new Promise((resolve) => setTimeout(resolve, afterMilliseconds));
    const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  }
}
