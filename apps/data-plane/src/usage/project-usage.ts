import { createHash } from "node:crypto";
import { USAGE_METRICS } from "@grantry/contracts";
import type { UsageMetric } from "@grantry/contracts";
import { OAuthError } from "@grantry/oauth2";

/** Limits of a project; absent ones do not exist. */
export interface ProjectLimits {
  readonly clients?: number;
  readonly tokensPerMonth?: number;
}

/** The tokens of the whole workspace are used up, until a moment. */
export interface WorkspaceUsedUp {
  readonly limit: number;
  readonly until: Date;
}

const MOST_KNOWN_SUBJECTS = 5_000;
const PLACE = Object.fromEntries(USAGE_METRICS.map((metric, place) => [metric, place])) as Readonly<
  Record<UsageMetric, number>
>;

const PLACE_OF_GRANT_TYPE: ReadonlyMap<string, number> = new Map([
  ["authorization_code", PLACE.tokens_authorization_code],
  ["refresh_token", PLACE.tokens_refresh_token],
  ["client_credentials", PLACE.tokens_client_credentials],
  ["urn:ietf:params:oauth:grant-type:device_code", PLACE.tokens_device_code],
  ["urn:ietf:params:oauth:grant-type:jwt-bearer", PLACE.tokens_jwt_bearer],
]);

/**
 * What one project used through this process since it was last written down. Counting adds to a
 * number in place: no allocation, no lock, no wait.
 */
export class ProjectUsage {
  readonly #counts = new Float64Array(USAGE_METRICS.length);
  readonly #projectId: string;
  #newSubjects: string[] = [];
  #knownSubjects = new Set<string>();
  #month = -1;
  limits: ProjectLimits = {};
  workspaceUsedUp: WorkspaceUsedUp | undefined;
  /** Whether the tokens of this month are used up; looked at before every token. */
  isExhausted = false;
  /** Whether the limit was compared with what is written down since it was set. */
  isCompared = false;

  constructor(projectId: string) {
    this.#projectId = projectId;
  }

  get isDirty(): boolean {
    return this.#newSubjects.length > 0 || this.#counts.some((count) => count > 0);
  }

  count(metric: UsageMetric): void {
    this.#add(PLACE[metric]);
  }

  /** Counts an issued token response by its grant type. */
  countTokens(grantType: string): void {
    this.#add(PLACE_OF_GRANT_TYPE.get(grantType) ?? PLACE.tokens_other);
  }

  /** Notes that a user signed in or was issued a token. */
  noteSubject(subject: string): void {
    if (this.#knownSubjects.has(subject)) return;
    if (this.#knownSubjects.size >= MOST_KNOWN_SUBJECTS) this.#knownSubjects.clear();
    this.#knownSubjects.add(subject);
    this.#newSubjects.push(subject);
  }

  /** @throws OAuthError 429 that names the bucket when the tokens of this month are used up */
  assertTokensLeft(): void {
    if (!this.isExhausted) return;
    if (this.isWorkspaceUsedUp(new Date())) {
      throw quotaExceeded("tokens-per-month", this.workspaceUsedUp?.limit ?? 0, "workspace");
    }
    throw quotaExceeded("tokens-per-month", this.limits.tokensPerMonth ?? 0);
  }

  /** Whether the control plane said so, and the month has not ended since. */
  isWorkspaceUsedUp(now: Date): boolean {
    return this.workspaceUsedUp !== undefined && now < this.workspaceUsedUp.until;
  }

  /** Takes what was counted, to be written down; what cannot be is given back. */
  take(now: Date): { counts: Map<string, number>; digests: Buffer[]; giveBack(): void } {
    const taken = this.#counts.slice();
    const subjects = this.#newSubjects;
    this.#counts.fill(0);
    this.#newSubjects = [];
    const month = now.getUTCMonth();
    if (this.#month !== month) this.#knownSubjects = new Set(subjects);
    this.#month = month;
    const counts = new Map<string, number>();
    for (const [place, metric] of USAGE_METRICS.entries()) {
      const count = taken[place] ?? 0;
      if (count > 0) counts.set(metric, count);
    }
    return {
      counts,
      digests: subjects.map((subject) => this.#digest(subject)),
      giveBack: () => {
        for (const [place, count] of taken.entries()) this.#counts[place]! += count;
        this.#newSubjects.push(...subjects);
      },
    };
  }

  #add(place: number): void {
    this.#counts[place]! += 1;
  }

  #digest(subject: string): Buffer {
    return createHash("sha256").update(`${this.#projectId}\0${subject}`).digest().subarray(0, 16);
  }
}

/** A limit that is reached, with the name of its bucket. */
export function quotaExceeded(
  bucket: string,
  limit: number,
  of: "project" | "workspace" = "project",
): OAuthError {
  const whose = of === "project" ? "this project" : "the workspace of this project";
  return new OAuthError(
    "quota_exceeded",
    `The limit of ${whose} is reached (${bucket}: ${limit}).`,
    429,
  );
}
