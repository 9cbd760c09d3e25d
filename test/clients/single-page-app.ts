import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

const LIBRARY = path.resolve(
  import.meta.dirname,
  "../../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js",
);

/** What the app is told of its issuer; everything else it discovers. */
export interface SpaSettings {
  readonly authority: string;
  readonly client_id: string;
  readonly scope: string;
}

/** An application of static files that signs its users in by oidc-client-ts. */
export class SinglePageApp {
  /** Settings that its page is served with. */
  settings: SpaSettings | undefined;

  private constructor(
    private readonly server: http.Server,
    readonly origin: string,
  ) {}

  /** Serves the app at a name of this machine that the issuer's site shares. */
  static async start(hostname: string): Promise<SinglePageApp> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const app = new SinglePageApp(server, `http://${hostname}:${port}`);
    server.on("request", (request, response) => app.serve(request, response));
    return app;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(request: http.IncomingMessage, response: http.ServerResponse): void {
    if (request.url === "/oidc-client-ts.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(fs.readFileSync(LIBRARY));
      return;
    }
    response.writeHead(200, { "content-type": "text/html" }).end(this.page());
  }

  private page(): string {
    const settings = {
      ...this.settings,
      redirect_uri: `${this.origin}/callback`,
      silent_redirect_uri: `${this.origin}/silent`,
      post_logout_redirect_uri: `${this.origin}/signed-out`,
      loadUserInfo: true,
      automaticSilentRenew: false,
    };
    return `<!doctype html><title>The app</title><p id="state">starting</p>
<script src="/oidc-client-ts.js"></script>
<script>
  const say = (text) => { document.getElementById("state").textContent = text; };
  window.manager = new oidc.UserManager(${JSON.stringify(settings)});
  const arrive = {
    "/callback": () => manager.signinCallback(),
    "/silent": () => manager.signinSilentCallback(),
    "/signed-out": () => manager.signoutCallback(),
  }[location.pathname] ?? (() => manager.getUser());
  arrive().then(() => say("ready"), (error) => say("failed: " + error.message));
</script>`;
  }
}
