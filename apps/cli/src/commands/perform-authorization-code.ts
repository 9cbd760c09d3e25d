import { once } from "node:events";
import { ApiError, discover } from "@grantry/api-client";
import { InvalidArgumentError, Option, type Command } from "commander";
import { redeemCallback, renewFlow, startAddress, type CodeFlow } from "../consumer/code-flow.js";
import { startConsumerApp } from "../consumer/consumer-app.js";
import { errorPage, tokenPage } from "../consumer/pages.js";
import { openRequestPages, type PageAnswer } from "../consumer/request-pages.js";
import { selfSignedCertificate } from "../consumer/self-signed-certificate.js";
import { usesPersonalAccessToken } from "../credential.js";
import { describeFailure, SilentFailure } from "../failure.js";
import { collect } from "../flags.js";
import { buildLeaf } from "../leaf.js";
import { adminOf, findIssuer } from "../project-selection.js";
import { printResource, type Session } from "../session.js";
import { newPkce, randomLetters } from "../sign-in/random-text.js";
import type { World } from "../world.js";
import {
  addClientCredentialFlags,
  readClientCredentials,
  type CredentialOptions,
} from "./client-credential-flags.js";
import { tokenResource } from "./token-rows.js";

interface Options extends CredentialOptions {
  port: number;
  scope?: string[];
  audience?: string[];
  prompt?: string[];
  maxAge: number;
  redirect?: string;
  state?: string;
  authUrl?: string;
  tokenUrl?: string;
  responseMode: string;
  https?: boolean;
  skip?: string[];
  open: boolean;
  shutdown: boolean;
}

/** The browser gets this long to show the last page. */
const LINGER_MILLISECONDS = 1000;

/** `grantry perform authorization-code` (RFC 6749 §4.1): an example app on this computer. */
export function performAuthorizationCodeCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    name: "authorization-code",
    summary: "Get tokens for a user through an example app in the browser.",
    options: addOptions,
    async run(session, options) {
      const client = readClientCredentials(session, options);
      const base = `${options.https === true ? "https" : "http"}://127.0.0.1:${options.port}/`;
      const redirectUri = options.redirect ?? `${base}callback`;
      let flow = await openFlow(session, options, client, redirectUri);
      const outcome = new AbortController();
      const server = await startConsumerApp({
        port: options.port,
        tls: options.https === true ? selfSignedCertificate(session.world.now()) : undefined,
        authorizationAddress: () => startAddress(flow),
        onCallback(parameters) {
          const answered = flow;
          const isOurs = parameters.get("state") === answered.request.state;
          if (isOurs) flow = renewFlow(answered, options.state);
          return finish(session, answered, parameters, outcome);
        },
        requestPages: openRequestPages(() => adminOf(session), options.skip ?? []),
      });
      announce(session, base);
      if (options.open && !usesPersonalAccessToken(session)) session.world.openBrowser(base);
      if (!options.shutdown) return;
      if (!outcome.signal.aborted) await once(outcome.signal, "abort");
      await new Promise((resolve) => setTimeout(resolve, LINGER_MILLISECONDS));
      server.close();
      server.closeAllConnections();
      if (outcome.signal.reason === FAILED) throw new SilentFailure();
    },
  });
}

const FAILED = "failed";

function addOptions(command: Command): Command {
  const list = (form: string, summary: string): Option =>
    new Option(form, summary).argParser(collect);
  return addClientCredentialFlags(command)
    .addOption(
      new Option("-p, --port <port>", "port of the example app").argParser(readPort).default(4446),
    )
    .addOption(list("--scope <scopes>", "scopes to ask for (default offline,openid)"))
    .addOption(list("--audience <audiences>", "audiences to ask for"))
    .addOption(list("--prompt <prompts>", "none, login, consent, select_account, create"))
    .addOption(
      new Option("--max-age <seconds>", "how old a sign-in may be")
        .argParser(readSeconds)
        .default(-1),
    )
    .option("--redirect <uri>", "redirect URI; else that of the example app")
    .option("--state <state>", "state to send; else a random one")
    .option("--auth-url <address>", "authorization endpoint; else the project's")
    .option("--token-url <address>", "token endpoint; else the project's")
    .addOption(new Option("--response-mode <mode>", "query or form_post").default("query"))
    .option("--https", "serve the example app over https with a certificate made for it")
    .addOption(
      list("--skip <steps>", "login, consent: let the built-in pages answer by themselves"),
    )
    .option("--no-open", "print the address instead of opening a browser")
    .option("--no-shutdown", "keep the example app running afterwards");
}

async function openFlow(
  session: Session,
  options: Options,
  client: CodeFlow["client"],
  redirectUri: string,
): Promise<CodeFlow> {
  const { authUrl, tokenUrl } = options;
  const isComplete = authUrl !== undefined && tokenUrl !== undefined;
  const metadata = isComplete ? undefined : await discover(await findIssuer(session));
  return {
    client,
    issuer: authUrl === undefined ? metadata?.issuer : undefined,
    tokenEndpoint: tokenUrl ?? metadata?.token_endpoint ?? "",
    request: {
      authorizationEndpoint: authUrl ?? metadata?.authorization_endpoint ?? "",
      clientId: client.clientId,
      redirectUri,
      scope: options.scope ?? ["offline", "openid"],
      audience: options.audience ?? [],
      prompt: options.prompt ?? [],
      maxAge: options.maxAge,
      responseMode: options.responseMode,
      state: options.state ?? randomLetters(24),
      nonce: randomLetters(24),
      pkce: newPkce(),
    },
  };
}

function announce(session: Session, base: string): void {
  session.world.err(
    `Setting up home route on ${base}\n` +
      `Setting up callback listener on ${base}callback\n` +
      "Press ctrl + c on Linux / Windows or cmd + c on OSX to end the process.\n" +
      `If your browser does not open automatically, navigate to:\n\n\t${base}\n\n`,
  );
}

async function finish(
  session: Session,
  flow: CodeFlow,
  parameters: URLSearchParams,
  outcome: AbortController,
): Promise<PageAnswer> {
  const issuedAt = session.world.now();
  try {
    const answer = await redeemCallback(flow, parameters);
    printResource(session, tokenResource(answer, issuedAt));
    outcome.abort("done");
    const expiry = new Date(issuedAt.getTime() + (answer.expires_in ?? 0) * 1000);
    return { html: tokenPage(answer, expiry) };
  } catch (error) {
    const words = describeFailure(error, usesPersonalAccessToken(session));
    const refused = error instanceof ApiError ? "Unable to exchange code for token: " : "";
    session.world.err(refused + words);
    outcome.abort(FAILED);
    return { html: errorPage(refused + words), status: 500 };
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("Use a port from 1 to 65535.");
}

function readSeconds(value: string): number {
  const seconds = Number(value);
  if (Number.isInteger(seconds)) return seconds;
  throw new InvalidArgumentError("Use whole seconds.");
}
