/** What differs from request to request of one load. */
export interface Variation {
  /** Stands in the body, or in a header, wherever the plan says `{}`. */
  readonly value?: string;
  /** Another project: its `Host`. */
  readonly host?: string;
  /** Another client: its `Authorization`. */
  readonly authorization?: string;
}

/**
 * `cycle`: one after the other, again and again. `once`: each a single time, then the load ends.
 * `chain`: the answer's member `next` is the next request's value, as with rotated refresh tokens.
 */
export type Variations =
  | { readonly kind: "cycle" | "once"; readonly list: readonly Variation[] }
  | { readonly kind: "chain"; readonly list: readonly Variation[]; readonly next: string };

/** What every answer must be; what deviates is a wrong answer, and the run fails. */
export interface Expectation {
  readonly status: number;
  /** Texts that the body contains. */
  readonly contains: readonly string[];
}

/** One kind of request, sent again and again. */
export interface LoadPlan {
  readonly port: number;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Lower-case names; `host` included, `content-length` not. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly variations?: Variations;
  readonly expect: Expectation;
}

/** How hard and how long. */
export interface Effort {
  readonly connections: number;
  readonly seconds: number;
}

/** What a load generator saw. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Answers that were not as expected, lost connections and time-outs included. */
  readonly wrong: number;
  /** The first wrong answer. */
  readonly wrongExample?: string;
  /** Bodies of some right answers, from the whole length of the load. */
  readonly samples: readonly string[];
  /** Values of a chain that were answered last and not sent yet. */
  readonly unspent: readonly string[];
  /** Processor time that the generator itself took. */
  readonly generatorMilliseconds: number;
}

/** Sends a plan as fast as the answers come, on each connection one request at a time. */
export interface LoadGenerator {
  readonly name: string;
  run(plan: LoadPlan, effort: Effort): Promise<LoadResult>;
}

/** The bytes of a request. */
export function renderRequest(plan: LoadPlan, variation: Variation = {}): string {
  return requestRenderer(plan)(variation);
}

/** What renders the requests of a plan: a variation is put into a text that is made once. */
export function requestRenderer(plan: LoadPlan): (variation: Variation) => string {
  const { host = "", authorization, ...others } = plan.headers;
  const lines = Object.entries(others).map(([name, text]) => `${name}: ${text}\r\n`);
  const start = `${plan.method} ${plan.path} HTTP/1.1\r\n${lines.join("")}host: `;
  const { body } = plan;
  return (variation) => {
    const value = variation.value ?? "";
    const credentials = variation.authorization ?? authorization;
    const content = body?.replace("{}", value);
    return (
      `${start.replace("{}", value)}${variation.host ?? host}\r\n` +
      (credentials === undefined ? "" : `authorization: ${credentials.replace("{}", value)}\r\n`) +
      (content === undefined ? "\r\n" : `content-length: ${content.length}\r\n\r\n${content}`)
    );
  };
}

/** The first thing that is not as expected, or nothing. */
export function deviation(
  expectation: Expectation,
  status: number,
  body: string,
): string | undefined {
  const missing = expectation.contains.find((text) => !body.includes(text));
  if (status === expectation.status && missing === undefined) return undefined;
  const problem = missing === undefined ? "" : `, without ${missing}`;
  return `status ${status} instead of ${expectation.status}${problem}: ${body.slice(0, 300)}`;
}
