import { ApiError, type OutgoingRequest } from "@grantry/api-client";

/** A command that cannot go on: what happened, and what to do. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly advice?: string,
  ) {
    super(message);
    this.name = "Failure";
  }
}

/** A command that was called without what it needs: its usage is shown too. */
export class UsageFailure extends Failure {}

/** A command that failed and has already said why. */
export class SilentFailure extends Error {}

/** A question that was answered with yes: there is something to change (exit code 2). */
export class Differences extends SilentFailure {}

/** A dry run that came to the request it does not send. */
export class HeldBack extends Error {
  constructor(readonly request: OutgoingRequest) {
    super("dry run");
  }
}

/** The held-back request as `--dry-run` shows it: method and address, then the body. */
export function describeHeldBack({ request }: HeldBack): string {
  const { method, url, body } = request;
  return `${method} ${url}\n${body === null ? "" : `${body}\n`}`;
}

/**
 * The lines that a failed command ends with on stderr.
 * @param usesPersonalAccessToken whether GRANTRY_PAT is the credential of this run
 */
export function describeFailure(error: unknown, usesPersonalAccessToken: boolean): string {
  if (error instanceof SilentFailure) return "";
  if (error instanceof Failure) return lines(error.message, error.advice);
  if (error instanceof ApiError) {
    const requestId = error.requestId === undefined ? undefined : `Request ID: ${error.requestId}`;
    return lines(error.reason, adviceFor(error, usesPersonalAccessToken), requestId);
  }
  return lines(error instanceof Error ? error.message : String(error));
}

function lines(...texts: (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== "").join("\n") + "\n";
}

function adviceFor(error: ApiError, usesPersonalAccessToken: boolean): string | undefined {
  if (error.code === "unreachable") {
    return "Start Grantry with `npm start`, or set GRANTRY_URL to the address of its console.";
  }
  if (error.code === "invalid_client") return "Check the client ID and the client secret.";
  if (error.status === 401) {
    return usesPersonalAccessToken
      ? "Check GRANTRY_PAT: the token may be mistyped, expired or revoked."
      : "Sign in with `grantry auth`, or set GRANTRY_PAT.";
  }
  if (error.status === 403) {
    return usesPersonalAccessToken
      ? "Use a personal access token with this permission and for this project."
      : "Ask an owner of the workspace for this permission.";
  }
  if (error.status === 404)
    return "Check the id: `grantry list projects`, `grantry list oauth2-clients`.";
  if (error.status === 429 || error.status >= 500) return "Try again in a moment.";
  return undefined;
}
