import type { BucketName } from "@grantry/contracts";
import { nextMonth, reachedMarks, thisMonth } from "@grantry/control";
import type { OutboxMessage, ProjectUse, UsageReports } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { type LimitUse, noticeLimit } from "./notice-limit.js";

const LOOK_MILLISECONDS = 1_500;
/** Clients are counted one by one: not at every look. */
const LOOKS_PER_COUNT_OF_CLIENTS = 20;
const MOST_TOLD = 50_000;

/**
 * Compares what planes have written down with the limits. A plane stops the tokens of a project by
 * itself; those of a whole workspace, which may lie on many planes, are summed here, and the planes
 * are told when they are used up. Nothing of it is on the way of a token.
 */
export class UsageWatch {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isStopped = false;
  private looks = 0;
  private readonly told = new Set<string>();

  constructor(private readonly controlPlane: ControlPlane) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => {
        if (!this.isStopped) this.start();
      });
    }, LOOK_MILLISECONDS);
    this.timer.unref();
  }

  /** Ends after the look that is under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** One look at every limit; of several processes one looks. */
  async look(): Promise<void> {
    const { control, logger } = this.controlPlane;
    const isForClients = this.looks % LOOKS_PER_COUNT_OF_CLIENTS === 0;
    this.looks += 1;
    try {
      await control.unlessBusy("usage-watch", async () => {
        await this.compareTokens();
        if (isForClients) await this.compareClients();
      });
    } catch (cause) {
      logger.warn({ err: cause }, "limits not compared with what is used, tried again soon");
    }
  }

  private async compareTokens(): Promise<void> {
    const { control } = this.controlPlane;
    const limits = await this.limitsOf("tokens-per-month");
    const marked = await control.limits.listUsedUp();
    if (limits.workspaces.size + limits.projects.size + marked.length === 0 && !limits.inherited) {
      return;
    }
    const ids = limits.inherited === undefined ? [...limits.ofWorkspaces, ...marked] : null;
    const { uses, isComplete } = await this.ask((usage) => usage.tokensOfMonth(ids, new Date()));
    const sums = new Map<string, number>();
    for (const { workspaceId, used } of uses) {
      sums.set(workspaceId, (sums.get(workspaceId) ?? 0) + used);
    }
    for (const [workspaceId, limit] of limits.workspaces) {
      const used = sums.get(workspaceId) ?? 0;
      await this.noticeWorkspace(workspaceId, used, limit);
      if (used >= limit) await this.stopTokens(workspaceId, limit);
    }
    // A plane that is away may hold the rest of the sum.
    for (const workspaceId of isComplete ? marked : []) {
      const limit = limits.workspaces.get(workspaceId) ?? Infinity;
      if ((sums.get(workspaceId) ?? 0) < limit) await this.letTokens(workspaceId);
    }
    await this.noticeProjects("tokens-per-month", uses, limits);
  }

  private async compareClients(): Promise<void> {
    const { control } = this.controlPlane;
    const limits = await this.limitsOf("clients");
    const ids = new Set(limits.projects.keys());
    for (const [workspaceId] of limits.workspaces) {
      const projects = await control.projects.list(workspaceId, { within: null });
      for (const { id } of projects) ids.add(id);
    }
    if (ids.size === 0) return;
    const { uses } = await this.ask((usage) => usage.clientsOf([...ids]));
    // A workspace's limit on clients is one for each of its projects.
    for (const { projectId, workspaceId } of uses) {
      const shared = limits.workspaces.get(workspaceId);
      if (shared !== undefined && !limits.projects.has(projectId)) {
        limits.projects.set(projectId, shared);
      }
    }
    await this.noticeProjects("clients", uses, limits);
  }

  private async limitsOf(bucket: BucketName) {
    const { control, config } = this.controlPlane;
    const rows = await control.limits.listEvery(bucket);
    const workspaces = new Map<string, number>();
    const projects = new Map<string, number | null>();
    for (const { workspaceId, projectId, value } of rows) {
      if (projectId !== null) projects.set(projectId, value);
      else if (value !== null) workspaces.set(workspaceId, value);
    }
    const ofWorkspaces = [...new Set(rows.map(({ workspaceId }) => workspaceId))];
    return { workspaces, projects, ofWorkspaces, inherited: config.limits[bucket] ?? undefined };
  }

  private async ask(question: (usage: UsageReports) => Promise<ProjectUse[]>) {
    const { planes, logger } = this.controlPlane;
    const every = await planes.all();
    const answers = await Promise.allSettled(
      every.map(({ provisioner }) => question(provisioner.usage)),
    );
    const uses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    const failed = answers.find((answer) => answer.status === "rejected");
    if (failed) logger.warn({ err: failed.reason as unknown }, "usage of a plane not read");
    return { uses, isComplete: failed === undefined };
  }

  /** Of projects with a limit of their own, or with that of the installation. */
  private async noticeProjects(
    bucket: BucketName,
    uses: readonly ProjectUse[],
    limits: Awaited<ReturnType<UsageWatch["limitsOf"]>>,
  ): Promise<void> {
    const { control } = this.controlPlane;
    for (const { projectId, workspaceId, used } of uses) {
      const own = limits.projects.get(projectId);
      const isShared = limits.workspaces.has(workspaceId);
      const limit = own === undefined && !isShared ? limits.inherited : own;
      if (limit === undefined || limit === null) continue;
      await this.onceToEach([projectId, bucket], used, limit, async () => {
        const project = await control.projects.find(workspaceId, projectId);
        if (project) await this.notice({ workspaceId, project, bucket, used, limit });
      });
    }
  }

  private async noticeWorkspace(workspaceId: string, used: number, limit: number): Promise<void> {
    const bucket = "tokens-per-month";
    await this.onceToEach([workspaceId, bucket], used, limit, () =>
      this.notice({ workspaceId, project: null, bucket, used, limit }),
    );
  }

  private notice(use: LimitUse): Promise<void> {
    const { control } = this.controlPlane;
    return control.transaction((stores) => noticeLimit(this.controlPlane, stores, use));
  }

  /** The database knows what was told; this process does not ask it again at every look. */
  private async onceToEach(
    what: readonly string[],
    used: number,
    limit: number,
    tell: () => Promise<void>,
  ): Promise<void> {
    const marks = reachedMarks(used, limit);
    if (marks.length === 0) return;
    const month = thisMonth(new Date()).toISOString();
    const known = [...what, month, limit, marks.length].join(" ");
    if (this.told.has(known)) return;
    await tell();
    if (this.told.size >= MOST_TOLD) this.told.clear();
    this.told.add(known);
  }

  private async stopTokens(workspaceId: string, value: number): Promise<void> {
    const until = nextMonth(new Date());
    await this.tellPlanes(workspaceId, (stores) =>
      stores.limits.markUsedUp(workspaceId, { value, until }),
    );
  }

  private async letTokens(workspaceId: string): Promise<void> {
    await this.tellPlanes(workspaceId, (stores) => stores.limits.clearUsedUp(workspaceId));
  }

  private async tellPlanes(
    workspaceId: string,
    change: (stores: Parameters<Parameters<ControlPlane["commit"]>[0]>[0]) => Promise<boolean>,
  ): Promise<void> {
    await this.controlPlane.commit(async (stores) => {
      const messages: OutboxMessage[] = [];
      if (!(await change(stores))) return { result: undefined, messages };
      for (const { id } of await stores.projects.list(workspaceId, { within: null })) {
        await stores.projects.touch(id);
        messages.push(await stores.outbox.add("project.put", id));
      }
      return { result: undefined, messages };
    });
  }
}
