import { randomBytes } from "node:crypto";
import { linksOf } from "./html-form.js";
import { type Page, UserAgent } from "./user-agent.js";

/** A person with an account in a project. */
export interface Person {
  email: string;
  password: string;
  name?: string;
}

export interface ConsentChoice {
  /** Scopes to grant; all that are asked for when absent. */
  grantScope?: string[];
  remember?: boolean;
  deny?: boolean;
}

/** Somebody nobody else in the run is called. */
export function newPerson(): Person {
  const id = randomBytes(6).toString("hex");
  return { email: `person-${id}@example.com`, password: `a long password ${id}`, name: "Ada" };
}

/** An address belongs to us unless it is a client's callback. */
export function insideOf(issuer: string): (url: string) => boolean {
  const origin = new URL(issuer).origin;
  return (url) => new URL(url).origin === origin;
}

/** From a sign-in page to its sign-up page, and through it. */
export async function signUp(
  agent: UserAgent,
  page: Page,
  person: Person,
  isOurs: (url: string) => boolean,
): Promise<Page> {
  const [link] = linksOf(page.html, page.url, "/ui/registration");
  const form = link === undefined ? page : await agent.open(link, isOurs);
  const fields = {
    "traits.email": person.email,
    "traits.name": person.name,
    password: person.password,
  };
  const submission = { fields, button: "registration-submit" };
  return await agent.submit(form, "registration-form", submission, isOurs);
}

/** Through a sign-in page. */
export async function signIn(
  agent: UserAgent,
  page: Page,
  person: Person,
  isOurs: (url: string) => boolean,
): Promise<Page> {
  const fields = { identifier: person.email, password: person.password };
  return await agent.submit(page, "login-form", { fields, button: "login-submit" }, isOurs);
}

/** Through a consent page. */
export async function consent(
  agent: UserAgent,
  page: Page,
  choice: ConsentChoice,
  isOurs: (url: string) => boolean,
): Promise<Page> {
  const form = agent.form(page, "consent-form");
  const asked = form.checkboxes.filter(({ name }) => name === "grant_scope");
  const granted = choice.grantScope ?? asked.map(({ value }) => value);
  const fields = {
    grant_scope: granted,
    remember: choice.remember === true ? "true" : undefined,
  };
  const button = choice.deny === true ? "reject" : "accept";
  return await agent.submit(page, form, { fields, button }, isOurs);
}

/**
 * From an authorization request to the client's callback, through whatever pages come: signs up
 * (or in, with `known`), consents. Returns the callback's address with its parameters.
 */
export async function authorize(
  agent: UserAgent,
  authorizationUrl: string,
  person: Person,
  options: ConsentChoice & { known?: boolean } = {},
): Promise<URL> {
  const isOurs = insideOf(authorizationUrl);
  let page = await agent.open(authorizationUrl, isOurs);
  for (let step = 0; step < 6 && page.status !== 0; step += 1) {
    page = await answer(agent, page, person, options, isOurs);
  }
  if (page.status !== 0) throw new Error(`never reached the client: ${page.url}`);
  return new URL(page.url);
}

async function answer(
  agent: UserAgent,
  page: Page,
  person: Person,
  options: ConsentChoice & { known?: boolean },
  isOurs: (url: string) => boolean,
): Promise<Page> {
  const kind = /<body\b[^>]*\bdata-page="([^"]*)"/.exec(page.html)?.[1];
  if (kind === "login" && options.known === true) return await signIn(agent, page, person, isOurs);
  if (kind === "login" || kind === "registration") return await signUp(agent, page, person, isOurs);
  if (kind === "consent") return await consent(agent, page, options, isOurs);
  throw new Error(`stopped at ${page.url} (${page.status}): ${page.html.slice(0, 3_000)}`);
}
