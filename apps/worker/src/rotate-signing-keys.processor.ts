import type { PlaneProject, ProvisionedStores } from "@grantry/persistence";
import {
  generateSigningKey,
  parsePolicy,
  retiredUntil,
  type Policy,
  type SigningAlgorithm,
} from "@grantry/oauth2";
import { Postponed, type Counts, type JobPayload } from "@grantry/queue";
import { planRotation, type RotationPlan } from "./rotation-plan.js";
import type { World } from "./world.js";

/** Planes let anybody cache a JWK Set for five minutes; as long again for clocks that differ. */
const ANNOUNCED_FOR_SECONDS = 10 * 60;

/** Retires each current key of a project that has signed for the project's rotation period. */
export async function rotateDueSigningKeys(
  world: World,
  { projectId }: JobPayload<"rotate-due-signing-keys">,
): Promise<Counts> {
  const project = await livingProject(world, projectId);
  if (project === undefined) return {};
  const counts = { rotated: 0, announced: 0 };
  const keys = await project.stores.signingKeys.list();
  for (const algorithm of new Set(keys.map((key) => key.algorithm))) {
    const { step } = await takeStep(world, project, algorithm);
    if (step === "rotate") counts.rotated += 1;
    if (step === "announce") counts.announced += 1;
  }
  return counts;
}

/**
 * Retires one current key before its time; waits until its successor has been announced long
 * enough. A key that is not current any more is left as it is, so asking twice rotates once.
 */
export async function rotateSigningKey(
  world: World,
  { projectId, keyId }: JobPayload<"rotate-signing-key">,
): Promise<Counts> {
  const project = await livingProject(world, projectId);
  if (project === undefined) return { rotated: 0 };
  const keys = await project.stores.signingKeys.list();
  const asked = keys.find((key) => key.kid === keyId);
  if (asked?.state !== "current") return { rotated: 0 };
  const plan = await takeStep(world, project, asked.algorithm, keyId);
  if (plan.step === "wait") throw new Postponed(plan.until);
  if (plan.step === "announce") throw new Postponed(announcedSince(world.clock()));
  return { rotated: plan.step === "rotate" ? 1 : 0 };
}

interface LivingProject {
  readonly id: string;
  readonly policy: Policy;
  readonly stores: ProvisionedStores;
}

async function livingProject({ planes }: World, id: string): Promise<LivingProject | undefined> {
  const plane = await planes.ofProject(id);
  const project = await plane.findProject(id);
  if (project === undefined || project.state === "deleted") return undefined;
  return { id, policy: policyOf(project), stores: plane.inProject(id) };
}

function policyOf(project: PlaneProject): Policy {
  return parsePolicy(project.config["oauth2"]).policy;
}

/** Answers the step that was taken; `none` when another worker took it meanwhile. */
async function takeStep(
  { clock }: World,
  { policy, stores }: LivingProject,
  algorithm: SigningAlgorithm,
  retireKeyId?: string,
): Promise<RotationPlan> {
  const { signingKeys, clients } = stores;
  const plan = planRotation(algorithm, await signingKeys.list(), {
    now: clock(),
    periodSeconds: policy.signingKeyRotationSeconds,
    announcedForSeconds: ANNOUNCED_FOR_SECONDS,
    ...(retireKeyId === undefined ? {} : { retireKeyId }),
  });
  if (plan.step === "none" || plan.step === "wait") return plan;
  const announced = await generateSigningKey(algorithm, "next", clock());
  if (plan.step === "announce") {
    await signingKeys.insert(announced);
    return plan;
  }
  const at = clock();
  const until = await retiredUntil(at, policy, clients);
  const outcome = await signingKeys.rotate(algorithm, announced, at, until, plan.retire);
  return outcome === "rotated" ? plan : { step: "none" };
}

function announcedSince(date: Date): Date {
  return new Date(date.getTime() + ANNOUNCED_FOR_SECONDS * 1_000);
}
