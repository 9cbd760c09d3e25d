import type {} from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Language } from "@grantry/identity";
import { chooseLanguage, offeredLanguages } from "@grantry/identity";
import type { Identity } from "@grantry/identity";
import type { Session } from "@grantry/oauth2";
import type { FormTarget } from "./headers.js";
import type { Frame, View } from "./page.js";
import type { AccountExperienceOptions, AccountProject } from "./ports.js";
import { stylesheetOf } from "./stylesheet.js";

/** One request of a browser for one of the pages. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly options: AccountExperienceOptions;
  readonly project: AccountProject;
  readonly query: URLSearchParams;
  readonly now: Date;
  readonly requestId: string;
}

/** What a page function decides; the route turns it into a reply. */
export type Answer =
  | {
      readonly kind: "page";
      readonly status: number;
      readonly view: View;
      readonly language: Language;
      readonly formTarget: FormTarget;
      readonly parameters?: Readonly<Record<string, string>>;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: "redirect"; readonly location: string };

export function redirectTo(location: string): Answer {
  return { kind: "redirect", location };
}

/** The path of the issuer, without a trailing slash. */
export function basePath(project: AccountProject): string {
  return new URL(project.issuer.url).pathname.replace(/\/$/, "");
}

/** The address of a page on this issuer. */
export function pagePath(
  project: AccountProject,
  page: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(parameters).toString();
  return `${basePath(project)}/ui/${page}${query === "" ? "" : `?${query}`}`;
}

/** The name of the cookie that keeps the chosen language. */
export function languageCookie(visit: Pick<Visit, "options" | "project">): string {
  return `${visit.options.cookieScope(visit.project).prefix}gry_language`;
}

/** The language of the page for this reader (account settings, request, browser). */
export function languageOf(visit: Visit, uiLocales: readonly string[] = []): Language {
  const { project, request } = visit;
  const chosen = request.cookies[languageCookie(visit)];
  const acceptLanguage = request.headers["accept-language"];
  const language = chooseLanguage(languageOffer(project), {
    uiLocales,
    ...(chosen === undefined ? {} : { chosen }),
    ...(acceptLanguage === undefined ? {} : { acceptLanguage }),
  });
  const words = project.accountExperience.customTranslations?.[language.locale];
  return words === undefined ? language : language.translated(words);
}

/** The languages of a project; test languages are for projects without real users. */
export function languageOffer(project: AccountProject) {
  const { defaultLocale, enabledLocales, localeBehavior } = project.accountExperience;
  return {
    defaultLocale,
    ...(enabledLocales === undefined ? {} : { enabledLocales }),
    ...(localeBehavior === undefined ? {} : { behavior: localeBehavior }),
    testLanguages: project.environment !== "prod",
  };
}

/** What surrounds the pages of a project. */
export function frameOf(
  project: AccountProject,
  language: Language,
  requestId: string,
  parameters: Readonly<Record<string, string>> = {},
): Frame {
  const base = basePath(project);
  return {
    project: {
      name: project.name,
      environment: project.environment,
      settings: project.accountExperience,
      base,
      stylesheet: `${base}/ui/theme.css?${stylesheetOf(project.accountExperience).hash}`,
      languages: offeredLanguages(languageOffer(project)),
    },
    language,
    requestId,
    parameters,
  };
}

/**
 * The session of this browser, or nothing. A cookie without a living session is cleared and counts
 * as signed out.
 */
export async function currentSession(visit: Visit): Promise<Session | undefined> {
  const { request, reply, options, project, now } = visit;
  const id = options.sessionCookies.read(request, project);
  if (id === undefined) return undefined;
  const session = await project.stores.sessions.find(id, now);
  if (session === undefined) options.sessionCookies.clear(reply, project);
  return session;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The identity behind a subject; nothing for a subject that only an external login app knows. */
export async function identityOf(
  project: AccountProject,
  subject: string,
): Promise<Identity | undefined> {
  return uuid.test(subject) ? project.stores.identities.find(subject) : undefined;
}
