/** What of node-oidc-provider is used here; the package brings no types. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export interface Interaction {
    readonly prompt: { readonly name: string };
    readonly params: { readonly client_id: string; readonly scope?: string };
    readonly session?: { readonly accountId: string };
  }

  export interface StoredGrant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  /** A request at the token endpoint. */
  export interface GrantContext {
    body: unknown;
    readonly oidc: { readonly params: Readonly<Record<string, string | undefined>> };
  }

  export interface IssuedIdToken {
    scope: string;
    set(claim: string, value: unknown): void;
    issue(options: { use: "idtoken" }): Promise<string>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: object);
    readonly IdToken: new (claims: object, options: { ctx: GrantContext }) => IssuedIdToken;
    registerGrantType(
      name: string,
      handler: (ctx: GrantContext) => Promise<void>,
      parameters: readonly string[],
    ): void;
    readonly Grant: new (fields: { accountId: string; clientId: string }) => StoredGrant;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }
}
