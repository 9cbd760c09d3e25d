import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

const JOB = "urn:pipeline:job";

/** What the issuer's tokens are meant for. */
export const PIPELINE_AUDIENCE = "grantry-api";

/** A CI system's OpenID provider: it hands each job an ID token that says which job it is. */
export class PipelineIssuer {
  private provider: ReturnType<Provider["callback"]> | undefined;

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  static async start(): Promise<PipelineIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const pipeline = new PipelineIssuer(server, `http://127.0.0.1:${port}`);
    server.on("request", (request, response) => void pipeline.provider?.(request, response));
    await pipeline.rotateKeys("first");
    return pipeline;
  }

  /** Signs with a new key from now on; the old one is gone. */
  async rotateKeys(kid: string): Promise<void> {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" };
    const provider = new Provider(this.issuer, {
      jwks: { keys: [key] },
      clients: [
        {
          client_id: PIPELINE_AUDIENCE,
          token_endpoint_auth_method: "none",
          grant_types: [JOB],
          response_types: [],
          redirect_uris: [],
        },
      ],
      features: { devInteractions: { enabled: false } },
      ttl: { IdToken: 300 },
    });
    provider.registerGrantType(
      JOB,
      async (ctx) => {
        const claims = JSON.parse(ctx.oidc.params["claims"] ?? "{}") as Record<string, unknown>;
        const token = new provider.IdToken({ sub: claims["sub"] }, { ctx });
        token.scope = "openid";
        for (const [claim, value] of Object.entries(claims)) token.set(claim, value);
        ctx.body = { id_token: await token.issue({ use: "idtoken" }) };
      },
      ["claims"],
    );
    this.provider = provider.callback();
  }

  /** The ID token of a job. */
  async jobToken(claims: Record<string, unknown>): Promise<string> {
    const answer = await fetch(`${this.issuer}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: JOB,
        client_id: PIPELINE_AUDIENCE,
        claims: JSON.stringify(claims),
      }),
    });
    const body = (await answer.json()) as { id_token?: string };
    if (body.id_token === undefined) throw new Error(JSON.stringify(body));
    return body.id_token;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
