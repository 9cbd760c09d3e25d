import { InvalidRequest, LoginRequired, OAuthError } from "../errors.js";
import { numericDate } from "../issuer.js";
import type { Issuer } from "../issuer.js";
import { beginFlow, knownSession, loginChallengeOf } from "../interaction/flow.js";
import type { Flow, LoginResult } from "../interaction/flow.js";
import { withRequestObject } from "./request-object.js";
import { readLeniently } from "../parameters.js";
import type { Session } from "../stores.js";
import { decideConsent } from "./consent-step.js";
import { isExpectedSubject, reachesEssentialAcr } from "./expectations.js";
import { interactionAt } from "./outcome.js";
import type { AuthorizationInput, AuthorizationOutcome } from "./outcome.js";
import { redirectingErrors } from "./redirecting-errors.js";
import { checkRequest, identifyClient, identifyTarget } from "./request.js";
import type { AuthorizationRequest } from "./request.js";
import { errorResponseTo } from "./response.js";
import { resumeAfterConsent, resumeAfterLogin } from "./resume.js";

/**
 * The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2), first visit and returns
 * from login and consent. Throws what must be shown to the user; every other refusal is a response.
 */
export async function authorize(
  issuer: Issuer,
  input: AuthorizationInput,
): Promise<AuthorizationOutcome> {
  const loginVerifier = input.parameters.get("login_verifier");
  if (loginVerifier !== null) return resumeAfterLogin(issuer, input, loginVerifier);
  const consentVerifier = input.parameters.get("consent_verifier");
  if (consentVerifier !== null) return resumeAfterConsent(issuer, input, consentVerifier);
  return begin(issuer, input);
}

async function begin(issuer: Issuer, input: AuthorizationInput): Promise<AuthorizationOutcome> {
  const { parameters, problem, repeated } = readLeniently(input.parameters);
  const client = await identifyClient(issuer, parameters, repeated);
  const effective = await withRequestObject(issuer, client, parameters).catch((error: unknown) => {
    if (error instanceof OAuthError) return error;
    throw error;
  });
  if (effective instanceof OAuthError) {
    // The object cannot be trusted, so only a registered redirect URI outside of it receives the error.
    const target = identifyTarget(client, parameters, repeated);
    return { kind: "response", response: errorResponseTo(issuer, target, effective) };
  }
  const target = identifyTarget(client, effective, repeated);
  return redirectingErrors(issuer, target, undefined, async () => {
    if (problem !== undefined) throw new InvalidRequest(problem);
    const request = checkRequest(issuer, target, effective);
    const session = usableSession(issuer, request, input.session);
    const flow = beginFlow(issuer, effective, session);
    if (session === undefined) return askToLogin(issuer, request, flow);
    const mustShowLogin = issuer.policy.urls.login !== undefined && !request.prompt.has("none");
    if (mustShowLogin) return askToLogin(issuer, request, flow);
    const login: LoginResult = {
      ...knownSession(session),
      skipped: true,
      remember: true,
      rememberFor: 0,
      extend: false,
    };
    return decideConsent(issuer, request, { ...flow, login });
  });
}

/** OpenID Connect Core §3.1.2.3: when a session does not spare the sign-in. */
function usableSession(
  issuer: Issuer,
  request: AuthorizationRequest,
  session: Session | undefined,
): Session | undefined {
  if (session === undefined || !session.remembered) return undefined;
  const asksAgain = ["login", "select_account", "create"] as const;
  if (asksAgain.some((prompt) => request.prompt.has(prompt))) return undefined;
  if (request.maxAge !== undefined) {
    const age = numericDate(issuer.clock()) - numericDate(session.authenticatedAt);
    if (age > request.maxAge || request.maxAge === 0) return undefined;
  }
  const fits =
    isExpectedSubject(issuer, request, session.subject) &&
    reachesEssentialAcr(request, session.acr);
  return fits ? session : undefined;
}

function askToLogin(
  issuer: Issuer,
  request: AuthorizationRequest,
  flow: Flow,
): AuthorizationOutcome {
  if (request.prompt.has("none")) {
    throw new LoginRequired("The user is not signed in and prompt is none.");
  }
  const { urls } = issuer.policy;
  const registers = request.prompt.has("create");
  const page = registers
    ? (urls.registration ?? `${issuer.url}/ui/registration`)
    : (urls.login ?? `${issuer.url}/ui/login`);
  return interactionAt(page, "login_challenge", loginChallengeOf(issuer, flow), flow.id);
}
