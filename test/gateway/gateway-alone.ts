import fs from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import os from "node:os";
import path from "node:path";
import { freePort, Processes } from "@grantry/infra";
import { toyFetch } from "../support/local-fetch.js";

/** What stands behind the gateway in a spec: a server that answers as told and keeps count. */
export class Backend {
  readonly requests: IncomingMessage[] = [];
  /** Connections that requests came over. */
  readonly connections = new Set<number>();
  private server: http.Server | undefined;

  constructor(
    readonly port: number,
    private readonly answer: (request: IncomingMessage, response: ServerResponse) => void,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const server = http.createServer((request, response) => {
      if (request.url === "/health/ready") {
        response.end('{"status":"ok"}');
        return;
      }
      if (request.url?.startsWith("/internal/") !== true) {
        this.requests.push(request);
        this.connections.add(request.socket.remotePort ?? 0);
      }
      this.answer(request, response);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  get last(): IncomingMessage {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error("nothing has arrived");
    return request;
  }
}

/** Answers with what arrived. */
export function echo(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
}

/** The real gateway process with backends in place of the planes and the control plane. */
export class GatewayAlone {
  readonly dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-gateway-"));
  private readonly lines: string[] = [];
  private readonly processes = new Processes({
    log: (line) => void this.lines.push(line),
    firstPauseMilliseconds: 100,
  });

  private constructor(
    readonly port: number,
    readonly plane: Backend,
    readonly controlPlane: Backend,
  ) {}

  /** Starts backends and gateway; resolves when the gateway is ready. */
  static async start(
    options: {
      env?: NodeJS.ProcessEnv;
      plane?: (request: IncomingMessage, response: ServerResponse) => void;
      controlPlane?: (request: IncomingMessage, response: ServerResponse) => void;
    } = {},
  ): Promise<GatewayAlone> {
    const plane = new Backend(await freePort(), options.plane ?? echo);
    const controlPlane = new Backend(await freePort(), options.controlPlane ?? echo);
    await Promise.all([plane.start(), controlPlane.start()]);
    const gateway = new GatewayAlone(await freePort(), plane, controlPlane);
    gateway.run(options.env ?? {});
    await gateway.ready(options.env?.["GRANTRY_TLS_CERT"] !== undefined);
    return gateway;
  }

  /** An address of the gateway as the public would write it. */
  url(target: string, host = "localhost", scheme = "http"): string {
    return `${scheme}://${host}:${this.port}${target}`;
  }

  /** A request to the gateway. */
  async get(
    target: string,
    host?: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return await toyFetch(this.url(target, host), { headers });
  }

  kill(signal: NodeJS.Signals): void {
    this.processes.kill("gateway", signal);
  }

  async ready(tls = false): Promise<void> {
    const until = Date.now() + 20_000;
    const url = this.url("/health/ready", "localhost", tls ? "https" : "http");
    while (Date.now() < until) {
      const answer = await toyFetch(url).catch(() => undefined);
      if (answer?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`the gateway is not ready: ${this.output()}`);
  }

  output(): string {
    return this.lines.join("\n");
  }

  async stop(): Promise<void> {
    await this.processes.stop();
    await Promise.all([this.plane.stop(), this.controlPlane.stop()]);
    fs.rmSync(this.dataDir, { recursive: true, force: true });
  }

  private run(env: NodeJS.ProcessEnv): void {
    this.processes.start({
      name: "gateway",
      command: process.execPath,
      args: [path.resolve(import.meta.dirname, "../../apps/gateway/dist/main.js")],
      channel: true,
      env: {
        PATH: process.env["PATH"],
        GRANTRY_PORT: String(this.port),
        GRANTRY_BIND: "127.0.0.1",
        GRANTRY_DATA_DIR: this.dataDir,
        GRANTRY_CONTROL_PLANE_URL: this.controlPlane.url,
        GRANTRY_DATA_PLANE_URLS: this.plane.url,
        ...env,
      },
    });
  }
}
