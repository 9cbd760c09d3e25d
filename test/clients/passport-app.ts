import http from "node:http";
import type { AddressInfo } from "node:net";
import session from "express-session";
import { Passport } from "passport";
import { Strategy, type Profile } from "passport-openidconnect";
import type { CreatedClient } from "../support/admin-client.js";
import type { Tenant } from "../oauth2/tenant.js";

type Step = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** An application that lets its users in by passport-openidconnect and keeps them by a session. */
export class PassportApp {
  private constructor(
    readonly url: string,
    private readonly server: http.Server,
    private readonly passport: InstanceType<typeof Passport>,
  ) {}

  static async start(): Promise<PassportApp> {
    const passport = new Passport();
    passport.serializeUser((user, done) => done(null, user));
    passport.deserializeUser((user: object, done) => done(null, user));
    const steps: Step[] = [
      session({ secret: "a secret of the app", resave: false, saveUninitialized: false }),
      passport.session(),
      route(passport),
    ];
    const server = http.createServer((request, response) => run(steps, request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return new PassportApp(`http://localhost:${port}`, server, passport);
  }

  /** Lets users of a project in. */
  use(tenant: Tenant, client: CreatedClient, options: { readonly maxAge?: number } = {}): void {
    const at = (path: string): string => tenant.issuer + path;
    const verify = (
      _issuer: string,
      profile: Profile,
      _context: object,
      idToken: string,
      done: (error: unknown, user?: object) => void,
    ): void => done(null, { profile, idToken });
    const strategy = new Strategy(
      {
        issuer: tenant.issuer,
        authorizationURL: at("/oauth2/auth"),
        tokenURL: at("/oauth2/token"),
        userInfoURL: at("/userinfo"),
        clientID: client.client_id,
        clientSecret: client.client_secret,
        callbackURL: `${this.url}/callback`,
        scope: ["profile", "email"],
        nonce: "one for every request",
        skipUserProfile: false,
        ...options,
      },
      verify,
    );
    this.passport.use("openidconnect", strategy);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function run(
  steps: readonly Step[],
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const [step, ...rest] = steps;
  const { searchParams } = new URL(request.url ?? "/", "http://app");
  Object.assign(request, { query: Object.fromEntries(searchParams) });
  if (step === undefined) {
    answer(request, response);
    return;
  }
  step(request, response, (error) => {
    if (error === undefined || error === null) run(rest, request, response);
    else response.writeHead(502).end(error instanceof Error ? error.message : "failed");
  });
}

/** Who is signed in, as the session remembers it. */
function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  const { user = null } = request as { user?: unknown };
  response.writeHead(user === null ? 401 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify({ user, url: request.url }));
}

function route(passport: InstanceType<typeof Passport>): Step {
  const signIn = passport.authenticate("openidconnect") as unknown as Step;
  return (request, response, next) => {
    if (/^\/(sign-in|callback)\b/.test(request.url ?? "")) signIn(request, response, next);
    else next();
  };
}
