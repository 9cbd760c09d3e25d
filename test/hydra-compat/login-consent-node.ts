import { type ChildProcess, spawn } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { freePort } from "@grantry/infra";
import type { Tenant } from "../oauth2/tenant.js";
import { localFetch } from "../support/local-fetch.js";

const PACKAGE = path.resolve(
  import.meta.dirname,
  "../../node_modules/hydra-login-consent-logout/lib/app.js",
);

/** Whom Ory's app lets in, as its source says. */
export const FOO = { email: "foo@bar.com", password: "foobar" };

/**
 * Ory's own login, consent and logout app, as published, in a process of its own. The app reads
 * ORY_PAT, but its SDK sends no token with these calls: they go through a {@link TokenProxy}.
 */
export class LoginConsentNode {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly proxy: TokenProxy,
    private readonly lines: string[],
  ) {}

  /** Starts the app for a project: its environment is all that it is told. */
  static async start(tenant: Tenant): Promise<LoginConsentNode> {
    const [port, proxy] = await Promise.all([freePort(), TokenProxy.start(tenant)]);
    const child = spawn(process.execPath, [PACKAGE], {
      env: {
        PATH: process.env["PATH"],
        NODE_ENV: "production",
        PORT: String(port),
        HYDRA_ADMIN_URL: proxy.url,
        ORY_PAT: tenant.grantry.token,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines: string[] = [];
    const app = new LoginConsentNode(`http://127.0.0.1:${port}`, child, proxy, lines);
    await new Promise<void>((resolve, reject) => {
      const take = (chunk: Buffer): void => {
        lines.push(chunk.toString());
        if (app.output().includes("Listening")) resolve();
      };
      child.stdout?.on("data", take);
      child.stderr?.on("data", take);
      child.once("exit", () => reject(new Error(`it ended: ${app.output()}`)));
    });
    return app;
  }

  /** What it has printed. */
  output(): string {
    return this.lines.join("");
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
  }
}

/** What stands before Hydra's admin port everywhere: adds the credential, changes nothing else. */
class TokenProxy {
  private constructor(
    readonly url: string,
    private readonly server: http.Server,
  ) {}

  static async start(tenant: Tenant): Promise<TokenProxy> {
    const server = http.createServer((request, response) => {
      forward(tenant, request, response).catch((error: unknown) => {
        response.writeHead(502).end(String(error));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return new TokenProxy(`http://127.0.0.1:${port}`, server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function forward(
  tenant: Tenant,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method = "GET", url = "/", headers } = request;
  const answer = await localFetch(tenant.issuer + url, {
    method,
    headers: {
      authorization: `Bearer ${tenant.grantry.token}`,
      accept: headers.accept ?? "*/*",
      ...(headers["content-type"] !== undefined && { "content-type": headers["content-type"] }),
    },
    ...(parts.length > 0 && { body: Buffer.concat(parts) }),
  });
  const type = answer.headers.get("content-type");
  response.writeHead(answer.status, type === null ? {} : { "content-type": type });
  response.end(Buffer.from(await answer.arrayBuffer()));
}
