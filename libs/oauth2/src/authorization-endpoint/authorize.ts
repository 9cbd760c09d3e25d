import { LoginRequired, OAuthError, ConsentRequired } from '../errors.js';
import { numericDate } from '../issuer.js';
import type { Issuer } from '../issuer.js';
import { beginFlow, knownSession, sealFlow } from '../interaction/flow.js';
import type { Flow, LoginResult } from '../interaction/flow.js';
import { InvalidRequest } from '../errors.js';
import { readLeniently } from '../parameters.js';
import type { Session } from '../stores.js';
import { rememberedConsent, consentOfClient } from './consent-decision.js';
import { resumeAfterConsent, resumeAfterLogin } from './resume.js';
import { checkRequest, identifyTarget } from './request.js';
import type { AuthorizationRequest } from './request.js';
import { respond } from './respond.js';
import { errorResponseTo } from './response.js';
import type { AuthorizationResponse, ResponseTarget } from './response.js';

/** What the browser brings to the authorization endpoint. */
export interface AuthorizationInput {
  readonly parameters: URLSearchParams;
  /** The live session of this browser, when it has one. */
  readonly session: Session | undefined;
  /** The value of a flow cookie by its name. */
  readonly flowCookie: (name: string) => string | undefined;
  readonly userAgent?: string;
  readonly address?: string;
}

/** What the browser is told. */
export type AuthorizationOutcome =
  /** Go to a page that asks; the flow's cookie binds the browser to it. */
  | {
      readonly kind: 'interaction';
      readonly location: string;
      readonly flowId: string;
      readonly session?: Session;
    }
  /** Take the response to the client; the flow is over. */
  | {
      readonly kind: 'response';
      readonly response: AuthorizationResponse;
      readonly flowId?: string;
      readonly session?: Session;
    };

/**
 * The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2), first visit and returns
 * from login and consent. Throws what must be shown to the user; every other refusal is a response.
 */
export async function authorize(issuer: Issuer, input: AuthorizationInput): Promise<AuthorizationOutcome> {
  const loginVerifier = input.parameters.get('login_verifier');
  if (loginVerifier !== null) return resumeAfterLogin(issuer, input, loginVerifier);
  const consentVerifier = input.parameters.get('consent_verifier');
  if (consentVerifier !== null) return resumeAfterConsent(issuer, input, consentVerifier);
  return begin(issuer, input);
}

async function begin(issuer: Issuer, input: AuthorizationInput): Promise<AuthorizationOutcome> {
  const { parameters, problem, repeated } = readLeniently(input.parameters);
  const target = await identifyTarget(issuer, parameters, repeated);
  return redirectingErrors(issuer, target, async () => {
    if (problem !== undefined) throw new InvalidRequest(problem);
    const request = checkRequest(issuer, target, parameters);
    const session = usableSession(issuer, request, input.session);
    const flow = beginFlow(issuer, parameters, session);
    if (session === undefined) return askToLogin(issuer, request, flow);
    const mustShowLogin = issuer.policy.urls.login !== undefined && !request.prompt.has('none');
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

/** Runs the second half: refusals become responses to the client (RFC 6749 §4.1.2.1). */
export async function redirectingErrors(
  issuer: Issuer,
  target: ResponseTarget,
  half: () => Promise<AuthorizationOutcome>,
): Promise<AuthorizationOutcome> {
  try {
    return await half();
  } catch (error) {
    if (!(error instanceof OAuthError) || error.status === 410) throw error;
    return { kind: 'response', response: errorResponseTo(issuer, target, error) };
  }
}

/** OpenID Connect Core §3.1.2.3: when a session does not spare the sign-in. */
function usableSession(
  issuer: Issuer,
  request: AuthorizationRequest,
  session: Session | undefined,
): Session | undefined {
  if (session === undefined || !session.remembered) return undefined;
  const asksAgain = ['login', 'select_account', 'create'] as const;
  if (asksAgain.some((prompt) => request.prompt.has(prompt))) return undefined;
  if (request.maxAge !== undefined) {
    const age = numericDate(issuer.clock()) - numericDate(session.authenticatedAt);
    if (age > request.maxAge || request.maxAge === 0) return undefined;
  }
  const hinted = request.idTokenHint?.['sub'];
  return hinted === undefined || hinted === session.subject ? session : undefined;
}

function askToLogin(issuer: Issuer, request: AuthorizationRequest, flow: Flow): AuthorizationOutcome {
  if (request.prompt.has('none')) {
    throw new LoginRequired('The user is not signed in and prompt is none.');
  }
  const { urls } = issuer.policy;
  const registers = request.prompt.has('create');
  const page = registers
    ? (urls.registration ?? `${issuer.url}/ui/registration`)
    : (urls.login ?? `${issuer.url}/ui/login`);
  return interactionAt(page, 'login_challenge', sealFlow(issuer, 'login_challenge', flow), flow.id);
}

/** Asks for consent unless the client or a remembered consent spares the question. */
export async function decideConsent(
  issuer: Issuer,
  request: AuthorizationRequest,
  flow: Flow & { readonly login: LoginResult },
): Promise<AuthorizationOutcome> {
  const byClient = consentOfClient(request);
  if (byClient !== undefined) {
    return respond(issuer, request, flow, { ...byClient, skipped: true });
  }
  const remembered = await rememberedConsent(issuer, request, flow.login.subject);
  const showsSkipped = issuer.policy.urls.consent !== undefined && !request.prompt.has('none');
  if (remembered !== undefined && !showsSkipped) {
    return respond(issuer, request, flow, { ...remembered, skipped: true });
  }
  if (request.prompt.has('none')) {
    throw new ConsentRequired('The user has not consented yet and prompt is none.');
  }
  const page = issuer.policy.urls.consent ?? `${issuer.url}/ui/consent`;
  const asked: Flow = remembered === undefined ? flow : { ...flow, consent: remembered };
  return interactionAt(page, 'consent_challenge', sealFlow(issuer, 'consent_challenge', asked), flow.id);
}

function interactionAt(page: string, name: string, challenge: string, flowId: string): AuthorizationOutcome {
  const location = `${page}${page.includes('?') ? '&' : '?'}${name}=${challenge}`;
  return { kind: 'interaction', location, flowId };
}
