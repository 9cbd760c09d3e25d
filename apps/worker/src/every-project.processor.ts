import type { Counts, Job } from "@grantry/queue";
import type { World } from "./world.js";

const JOBS_PER_PAGE = 500;

/** Adds rotate-due-signing-keys for every project of every plane. */
export async function rotateDueSigningKeysEverywhere(world: World): Promise<Counts> {
  const projectIds = await projectIdsOfEveryPlane(world);
  await addInPages(
    world,
    projectIds.map((projectId) => ({ name: "rotate-due-signing-keys", payload: { projectId } })),
  );
  return { projects: projectIds.length };
}

/** Adds purge-expired for every project of every plane, and the control plane's own purge. */
export async function purgeExpiredEverywhere(world: World): Promise<Counts> {
  const projectIds = await projectIdsOfEveryPlane(world);
  await addInPages(world, [
    { name: "purge-expired-in-control-plane", payload: {} },
    ...projectIds.map((projectId): Job => ({ name: "purge-expired", payload: { projectId } })),
  ]);
  return { projects: projectIds.length };
}

async function addInPages({ queues }: World, jobs: readonly Job[]): Promise<void> {
  for (let start = 0; start < jobs.length; start += JOBS_PER_PAGE) {
    await queues.addAll(jobs.slice(start, start + JOBS_PER_PAGE));
  }
}

/** A plane that is away is left out: its projects have their turn when it is back. */
async function projectIdsOfEveryPlane({ planes }: World): Promise<string[]> {
  const every = await planes.all();
  const lists = await Promise.allSettled(
    every.map(({ provisioner }) => provisioner.listProjectIds()),
  );
  const found = lists.flatMap((list) => (list.status === "fulfilled" ? [list.value] : []));
  const [first] = lists;
  if (found.length === 0 && first?.status === "rejected") throw first.reason;
  return found.flat();
}
