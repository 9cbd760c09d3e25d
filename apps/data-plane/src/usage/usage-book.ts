import type { BucketName } from "@grantry/contracts";
import { isOfNoProjectHere } from "@grantry/persistence";
import type { PlaneDatabase } from "@grantry/persistence";
import type { Logger } from "@grantry/platform";
import { ProjectUsage } from "./project-usage.js";
import type { ProjectLimits, WorkspaceUsedUp } from "./project-usage.js";

const LOOK_EVERY_MILLISECONDS = 1_000;
/** Projects with a limit are written down at every look, the others at each fifth. */
const LOOKS_PER_WRITE = 5;
/** Projects of one moment: their counts leave in one statement. */
const WRITES_AT_ONCE = 256;

type Limits = Readonly<Partial<Record<BucketName, number | null>>>;

/** What the control plane says about limits. */
interface ConfiguredLimits {
  readonly limits?: unknown;
  readonly workspace_tokens_used_up?: unknown;
}

/**
 * Counts what projects use in memory and writes it down in batches, so that a token costs no
 * statement. What a process counted in its last seconds is lost when it is killed.
 */
export class UsageBook {
  readonly #plane: PlaneDatabase;
  readonly #defaults: Limits;
  readonly #logger: Logger;
  readonly #projects = new Map<string, ProjectUsage>();
  readonly #timer: NodeJS.Timeout;
  #looks = 0;
  #looking: Promise<void> = Promise.resolve();
  #isBusy = false;

  constructor(plane: PlaneDatabase, defaults: Limits, logger: Logger) {
    this.#plane = plane;
    this.#defaults = defaults;
    this.#logger = logger;
    this.#timer = setInterval(() => this.#begin(), LOOK_EVERY_MILLISECONDS);
    this.#timer.unref();
  }

  /** The counts of a project, with its limits as its configuration has them. */
  of(projectId: string, config: ConfiguredLimits): ProjectUsage {
    const usage = this.#projects.get(projectId) ?? new ProjectUsage(projectId);
    this.#projects.set(projectId, usage);
    usage.limits = readLimits(config.limits, this.#defaults);
    usage.workspaceUsedUp = readUsedUp(config.workspace_tokens_used_up);
    usage.isCompared = false;
    const isOwn = usage.limits.tokensPerMonth !== undefined && usage.isExhausted;
    usage.isExhausted = isOwn || usage.isWorkspaceUsedUp(new Date());
    return usage;
  }

  /** Writes down everything that was counted. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#look(true);
  }

  #begin(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#looks += 1;
    this.#looking = this.#look(this.#looks % LOOKS_PER_WRITE === 0).finally(() => {
      this.#isBusy = false;
    });
  }

  async #look(isForAll: boolean): Promise<void> {
    const due = [...this.#projects].filter(([, usage]) => isDue(usage, isForAll));
    for (let start = 0; start < due.length; start += WRITES_AT_ONCE) {
      const group = due.slice(start, start + WRITES_AT_ONCE);
      await Promise.all(group.map(([projectId, usage]) => this.#note(projectId, usage)));
    }
  }

  async #note(projectId: string, usage: ProjectUsage): Promise<void> {
    try {
      await this.#write(projectId, usage);
    } catch (error) {
      this.#logger.warn({ err: error, project: projectId }, "usage not written down");
    }
  }

  async #write(projectId: string, usage: ProjectUsage): Promise<void> {
    const now = new Date();
    const store = this.#plane.inProject(projectId).usage;
    const taken = usage.take(now);
    try {
      await store.addSubjects(now, taken.digests);
      await store.add(now, taken.counts);
    } catch (error) {
      // Purged, or moved to another plane: nobody asks this one for it any more.
      if (isOfNoProjectHere(error)) {
        this.#projects.delete(projectId);
        return;
      }
      taken.giveBack();
      throw error;
    }
    const { tokensPerMonth } = usage.limits;
    const isOwn =
      tokensPerMonth !== undefined && (await store.tokensOfMonth(now)) >= tokensPerMonth;
    usage.isExhausted = isOwn || usage.isWorkspaceUsedUp(now);
    usage.isCompared = true;
  }
}

function isDue(usage: ProjectUsage, isForAll: boolean): boolean {
  const { limits, workspaceUsedUp } = usage;
  const isLimited = limits.tokensPerMonth !== undefined || workspaceUsedUp !== undefined;
  if ((isForAll || isLimited) && usage.isDirty) return true;
  return isLimited && (usage.isExhausted || !usage.isCompared);
}

function readUsedUp(configured: unknown): WorkspaceUsedUp | undefined {
  if (typeof configured !== "object" || configured === null) return undefined;
  const { limit, until } = configured as { limit?: unknown; until?: unknown };
  if (typeof limit !== "number" || typeof until !== "string") return undefined;
  return { limit, until: new Date(until) };
}

function readLimits(configured: unknown, defaults: Limits): ProjectLimits {
  const own = (typeof configured === "object" && configured !== null ? configured : {}) as Limits;
  const limit = (name: BucketName): number | undefined => {
    const value = own[name] === undefined ? defaults[name] : own[name];
    return typeof value === "number" ? value : undefined;
  };
  const [clients, tokensPerMonth] = [limit("clients"), limit("tokens-per-month")];
  return {
    ...(clients === undefined ? {} : { clients }),
    ...(tokensPerMonth === undefined ? {} : { tokensPerMonth }),
  };
}
