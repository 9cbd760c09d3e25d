import type { FastifyReply, FastifyRequest } from "fastify";
import type { IdentityStore, PasswordHasher, SignInThrottle } from "@grantry/identity";
import type { Client, GrantStore, OAuthError, Session, SessionStore } from "@grantry/oauth2";
import type { DeviceGuesses } from "./device-guesses.js";
import type { ThemeSettings } from "./theme.js";

/** What the pages need of an opened project. */
export interface AccountProject {
  readonly id: string;
  readonly name: string;
  readonly environment: "prod" | "stage" | "dev";
  readonly issuer: {
    readonly url: string;
    readonly policy: {
      readonly lifetimes: {
        readonly deviceUserCode: number;
        readonly authenticationSession: number;
        readonly loginConsentRequest: number;
      };
    };
    readonly clock: () => Date;
  };
  readonly stores: {
    readonly identities: IdentityStore;
    readonly sessions: Pick<SessionStore, "find" | "insert" | "revoke" | "end">;
    readonly grants: Pick<GrantStore, "find">;
  };
  readonly usage: { count(metric: "sign_ups"): void };
  readonly accountExperience: AccountExperienceSettings;
  readonly sealer: {
    seal(purpose: string, plain: Uint8Array | string): string;
    open(purpose: string, sealed: string): Buffer | undefined;
  };
}

/** The project fields that shape its pages; what is absent has the default of the product. */
export interface AccountExperienceSettings extends ThemeSettings {
  readonly registrationEnabled: boolean;
  readonly defaultLocale: string;
  readonly enabledLocales?: readonly string[];
  readonly localeBehavior?: "respect_accept_language" | "force_default";
  readonly customTranslations?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly hideRegistrationLink?: boolean;
  readonly hideGrantryBranding?: boolean;
  /** https addresses, shown in the footer. */
  readonly contactUrl?: string;
  readonly privacyPolicyUrl?: string;
  readonly termsOfServiceUrl?: string;
  /** Addresses outside the issuer that `return_to` may name, compared exactly. */
  readonly allowedReturnUrls?: readonly string[];
}

/** The part of an authorization request that the user is told about. */
export interface AuthorizationQuestion {
  readonly client: Client;
  readonly target: { readonly redirectUri: string };
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  readonly prompt: ReadonlySet<string>;
  readonly loginHint: string | undefined;
  readonly uiLocales: readonly string[];
  /** A device waits for the answer; the redirect URI is a page of ours (RFC 8628 §3.3). */
  readonly forDevice?: true;
}

export interface LoginQuestion {
  readonly flowId: string;
  readonly request: AuthorizationQuestion;
  readonly skip: boolean;
  readonly subject: string;
  readonly sessionId: string | undefined;
  readonly requestUrl: string;
}

export interface ConsentQuestion {
  readonly flowId: string;
  readonly request: AuthorizationQuestion;
  readonly skip: boolean;
  readonly login: { readonly subject: string };
  readonly requestUrl: string;
}

export interface LogoutQuestion {
  readonly subject: string;
  /** The client that asks; absent when the user asked by the page alone. */
  readonly client?: Client | undefined;
}

export interface DeviceQuestion {
  readonly flowId: string;
}

/** The device behind a code that was typed. */
export interface DeviceToConnect {
  readonly client: Client;
  /** The code in its normal form. */
  readonly userCode: string;
}

export interface RedirectAnswer {
  readonly redirectTo: string;
}

/**
 * The hand-off between the authorization endpoint and the pages: the same functions that the admin
 * API offers to login apps. Each throws `OAuthError`: 404 unknown, 401 expired, 410 answered.
 */
export interface Interactions<Project extends AccountProject = AccountProject> {
  loginRequest(project: Project, challenge: string): Promise<LoginQuestion>;
  acceptLogin(
    project: Project,
    challenge: string,
    answer: { subject: string; remember: boolean; remember_for: number; amr?: readonly string[] },
  ): Promise<RedirectAnswer>;
  consentRequest(project: Project, challenge: string): Promise<ConsentQuestion>;
  acceptConsent(
    project: Project,
    challenge: string,
    answer: {
      grant_scope: readonly string[];
      grant_access_token_audience: readonly string[];
      remember: boolean;
      remember_for: number;
    },
  ): Promise<RedirectAnswer>;
  rejectConsent(
    project: Project,
    challenge: string,
    answer: { error: string; error_description: string },
  ): Promise<RedirectAnswer>;
  logoutRequest(project: Project, challenge: string): Promise<LogoutQuestion>;
  acceptLogout(project: Project, challenge: string): Promise<RedirectAnswer>;
  rejectLogout(project: Project, challenge: string): Promise<void>;
  deviceRequest(project: Project, challenge: string): Promise<DeviceQuestion>;
  findDevice(project: Project, userCode: string): Promise<DeviceToConnect | undefined>;
  acceptDevice(project: Project, challenge: string, userCode: string): Promise<RedirectAnswer>;
  denyDevice(project: Project, challenge: string, userCode: string): Promise<void>;
}

/** How the session cookie of a project is read and written. */
export interface SessionCookies<Project extends AccountProject = AccountProject> {
  /** The session id in the cookie, whether or not such a session exists. */
  read(request: FastifyRequest, project: Project): string | undefined;
  set(reply: FastifyReply, project: Project, session: Session): void;
  clear(reply: FastifyReply, project: Project): void;
}

/** Where the cookies of a project live. */
export interface CookieScope {
  readonly prefix: "__Host-" | "";
  readonly path: string;
  readonly secure: boolean;
}

export interface AccountExperienceOptions<Project extends AccountProject = AccountProject> {
  readonly projectOf: (request: FastifyRequest) => Project;
  readonly requestIdOf: (request: FastifyRequest) => string;
  /** Whatever was thrown as the refusal the wire knows; faults are logged by it. */
  readonly refusalOf: (error: unknown, request: FastifyRequest) => OAuthError;
  /** The network address of the browser, behind trusted proxies. */
  readonly addressOf: (request: FastifyRequest) => string;
  readonly interactions: Interactions<Project>;
  readonly sessionCookies: SessionCookies<Project>;
  readonly cookieScope: (project: Project) => CookieScope;
  /** Whether this browser began the flow: it holds the cookie the authorization endpoint set. */
  readonly ownsFlow: (request: FastifyRequest, project: Project, flowId: string) => boolean;
  readonly passwords: PasswordHasher;
  /** Absent: nobody is held back (load tests). */
  readonly throttle?: SignInThrottle | undefined;
  readonly deviceGuesses: DeviceGuesses;
  /** The address for which a ticket opens registration in a project; nothing for a false one. */
  readonly invitedAddress: (project: AccountProject, ticket: string) => string | undefined;
}
