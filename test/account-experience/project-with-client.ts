import { createHash, randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { CreatedClient, CreatedProject } from "../support/admin-client.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { insideOf } from "../support/sign-in.js";
import type { Page } from "../support/user-agent.js";

export const CALLBACK = "https://photos.acme.example/callback";

/** A project with one client and what a browser needs to use it. */
export interface ProjectWithClient {
  grantry: Grantry;
  project: CreatedProject;
  client: CreatedClient;
  issuer: string;
  /** A fresh authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3). */
  authorizationUrl(parameters?: Record<string, string>): string;
  /** Tells the issuer's own pages from a client's callback. */
  isOurs: (url: string) => boolean;
}

/** Creates a project and a public client, with `fields` over those of a usual one. */
export async function projectWithClient(
  fields: Record<string, unknown> = {},
  grantry?: Grantry,
): Promise<ProjectWithClient> {
  const running = grantry ?? (await sharedGrantry());
  const project = await running.admin.createProject("Acme Account");
  await untilReady(running, project.issuer);
  const client = await running.admin.createClient(project, {
    client_name: "Acme Photos",
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token"],
    scope: "openid offline_access email profile photos.read",
    token_endpoint_auth_method: "none",
    ...fields,
  });
  const [redirectUri = CALLBACK] = (client["redirect_uris"] as string[] | undefined) ?? [];
  return {
    grantry: running,
    project,
    client,
    issuer: project.issuer,
    isOurs: insideOf(project.issuer),
    authorizationUrl(parameters = {}) {
      const verifier = randomBytes(32).toString("base64url");
      const query = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: redirectUri,
        response_type: "code",
        scope: "openid email offline_access",
        state: randomBytes(12).toString("base64url"),
        nonce: randomBytes(12).toString("base64url"),
        code_challenge: createHash("sha256").update(verifier).digest("base64url"),
        code_challenge_method: "S256",
        ...parameters,
      });
      return `${project.issuer}/oauth2/auth?${query}`;
    },
  };
}

/** On a machine under load a project may be created before its keys are: waits for them. */
async function untilReady(grantry: Grantry, issuer: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const answer = await grantry.fetch(`${issuer}/.well-known/openid-configuration`);
    await answer.body?.cancel();
    if (answer.ok || Date.now() > deadline) return;
    await pause(100);
  }
}

/** The marks of a page: which it is and its step. */
export function marksOf(page: Page): { page: string | undefined; step: string | undefined } {
  const [, attributes = ""] = /<body\b([^>]*)>/.exec(page.html) ?? [];
  return {
    page: /data-page="([^"]*)"/.exec(attributes)?.[1],
    step: /data-step="([^"]*)"/.exec(attributes)?.[1],
  };
}

/** The text of a page as it is read, without markup. */
export function textOf(page: Page): string {
  return page.html
    .replace(/<head>.*?<\/head>/s, "")
    .replace(/<\/?(?:a|b|bdi|code|strong)\b[^>]*>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
}
