import http from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { postForm, type RelyingParty } from "../oauth2/relying-party.js";

/** What the server was told of a token (RFC 7662 §2.2). */
export interface TokenFacts {
  readonly active: boolean;
  readonly sub?: string;
  readonly scope?: string;
  readonly aud?: readonly string[];
  readonly client_id?: string;
}

const SCOPE = "notes:read";

/**
 * A protected MCP server: names a project as its authorization server (RFC 9728), lets in whoever
 * brings a live token that was issued for it, and says who came.
 */
export class ToyMcpServer {
  /** What introspection said of every token that came, in order. */
  readonly seen: TokenFacts[] = [];
  /** The resource server's own registration, by which it introspects. */
  introspector: RelyingParty | undefined;

  private constructor(
    private readonly server: http.Server,
    private readonly origin: string,
  ) {}

  static async start(): Promise<ToyMcpServer> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const toy = new ToyMcpServer(server, `http://127.0.0.1:${port}`);
    server.on("request", (request, response) => {
      toy.handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    return toy;
  }

  /** Its address, which is also its resource identifier (RFC 8707 §2). */
  get url(): string {
    return `${this.origin}/mcp`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    if (request.url === "/.well-known/oauth-protected-resource/mcp") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(this.resourceMetadata()));
      return;
    }
    if (request.url !== "/mcp") {
      response.writeHead(404).end();
      return;
    }
    const facts = await this.introspect(request.headers.authorization);
    if (!facts.active || facts.aud?.includes(this.url) !== true) {
      const metadata = `${this.origin}/.well-known/oauth-protected-resource/mcp`;
      const challenge = `Bearer error="invalid_token", resource_metadata="${metadata}"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
      return;
    }
    await this.serve(facts, request, response);
  }

  /** RFC 9728 §2 */
  private resourceMetadata(): Record<string, unknown> {
    return {
      resource: this.url,
      authorization_servers: [this.introspector?.tenant.issuer],
      scopes_supported: ["offline_access", SCOPE],
      bearer_methods_supported: ["header"],
    };
  }

  private async introspect(authorization = ""): Promise<TokenFacts> {
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
    const { introspector } = this;
    if (token === undefined || introspector === undefined) return { active: false };
    const { body } = await postForm(
      `${introspector.tenant.issuer}/oauth2/introspect`,
      { token },
      { authorization: introspector.basic },
    );
    const facts = body as unknown as TokenFacts;
    this.seen.push(facts);
    return facts;
  }

  private async serve(
    facts: TokenFacts,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const server = new McpServer({ name: "notes", version: "1.0.0" });
    server.registerTool("whoami", { description: "Who calls" }, () => ({
      content: [{ type: "text", text: String(facts.sub) }],
    }));
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.once("close", () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response);
  }
}
