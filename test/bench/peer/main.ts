import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider from "oidc-provider";
import { configuration, type PeerSettings } from "./configuration.js";
import { openPostgresAdapter } from "./postgres-adapter.js";

/** The process of the peer: told everything by one variable. */
const settings = JSON.parse(process.env["BENCH_PEER_SETTINGS"] ?? "") as PeerSettings;
const { adapter } = await openPostgresAdapter(settings.databaseUrl);
const provider = new Provider(
  `http://127.0.0.1:${settings.port}`,
  configuration(settings, adapter),
);
const answer = provider.callback();

const server = createServer((request, response) => {
  if (request.url?.startsWith("/interaction/") === true) void interact(request, response);
  else void answer(request, response);
});
server.listen(settings.port, "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));

/** A sign-in and consent app without pages: somebody new signs in and consents to everything. */
async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    const login = { accountId: randomUUID(), remember: true };
    await finish(request, response, { login });
    return;
  }
  const grant = new provider.Grant({
    accountId: session?.accountId ?? "",
    clientId: params.client_id,
  });
  grant.addOIDCScope(params.scope ?? "");
  await finish(request, response, { consent: { grantId: await grant.save() } });
}

async function finish(
  request: IncomingMessage,
  response: ServerResponse,
  result: object,
): Promise<void> {
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}
