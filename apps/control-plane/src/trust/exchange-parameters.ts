import {
  ACCESS_TOKEN_TYPE,
  SUBJECT_TOKEN_TYPES,
  TOKEN_EXCHANGE_GRANT_TYPE,
} from "@grantry/contracts";
import { ExchangeError } from "./exchange-error.js";

/** What a pipeline asks for (RFC 8693 §2.1). */
export interface ExchangeParameters {
  subjectToken: string;
  /** Who is asked: a workspace, or one of its trusted issuers. */
  by: { workspaceId: string } | { id: string };
  /** Issuers of the only projects that are meant. */
  resources: string[];
  /** Fewer permissions; absent: all that the trusted issuer gives. */
  scope: string[] | undefined;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** RFC 8693 §2.1: those that may come several times. */
const REPEATABLE = new Set(["resource"]);

/**
 * Reads the form; each parameter at most once, empty ones count as absent (RFC 6749 §3.2).
 * @param api the API's own address, which an `audience` may name
 * @throws ExchangeError `unsupported_grant_type`, `invalid_request`, `invalid_target`
 */
export function readExchange(form: string, api: string): ExchangeParameters {
  const given = new URLSearchParams(form);
  for (const name of new Set(given.keys())) {
    if (given.getAll(name).length > 1 && !REPEATABLE.has(name)) {
      throw invalid(`The parameter '${name.slice(0, 100)}' comes more than once.`);
    }
  }
  const read = (name: string) => given.get(name) || undefined;
  const grantType = read("grant_type");
  if (grantType === undefined) throw invalid("The parameter 'grant_type' is missing.");
  if (grantType !== TOKEN_EXCHANGE_GRANT_TYPE) {
    throw new ExchangeError(
      "unsupported_grant_type",
      `Only ${TOKEN_EXCHANGE_GRANT_TYPE} is known.`,
    );
  }
  const subjectToken = read("subject_token");
  if (subjectToken === undefined) throw invalid("The parameter 'subject_token' is missing.");
  const type = read("subject_token_type");
  if (!SUBJECT_TOKEN_TYPES.some((known) => known === type)) {
    throw invalid(`subject_token_type is ${SUBJECT_TOKEN_TYPES.join(" or ")}.`);
  }
  if (read("actor_token") ?? read("actor_token_type")) throw invalid("There are no actor tokens.");
  if ((read("requested_token_type") ?? ACCESS_TOKEN_TYPE) !== ACCESS_TOKEN_TYPE) {
    throw invalid(`requested_token_type is ${ACCESS_TOKEN_TYPE}.`);
  }
  return {
    subjectToken,
    by: readParty(read, api),
    resources: [...new Set(given.getAll("resource"))].filter((resource) => resource !== ""),
    scope: read("scope")?.split(" ").filter(Boolean),
  };
}

function readParty(read: (name: string) => string | undefined, api: string) {
  const audience = read("audience");
  const named = audience === api ? undefined : audience;
  const workspace = read("workspace") ?? named;
  if (named !== undefined && named !== workspace) {
    throw new ExchangeError("invalid_target", "'audience' and 'workspace' name different things.");
  }
  const trustedIssuer = read("trusted_issuer");
  const id = trustedIssuer ?? workspace;
  if (id === undefined) throw invalid("Name the workspace: 'workspace' or 'audience' is its ID.");
  for (const each of [trustedIssuer, workspace]) {
    if (each !== undefined && !UUID.test(each)) {
      throw new ExchangeError("invalid_target", "'workspace' and 'trusted_issuer' are IDs.");
    }
  }
  return {
    ...(workspace === undefined ? {} : { workspaceId: workspace }),
    ...(trustedIssuer === undefined ? {} : { id: trustedIssuer }),
  } as ExchangeParameters["by"];
}

function invalid(description: string): ExchangeError {
  return new ExchangeError("invalid_request", description);
}
