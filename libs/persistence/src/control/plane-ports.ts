import type { BucketName } from "@grantry/contracts";
import type { ProjectDocument } from "@grantry/control";

/** What a plane is told about a project's configuration. */
export type DeliveredConfig = Pick<ProjectDocument, "cors_public" | "cors_admin"> & {
  /** Host names that lead to the project, and the one that is its issuer. */
  custom_domains: { hostname: string; is_issuer: boolean }[];
  oauth2: ProjectDocument["services"]["oauth2"]["config"];
  account_experience: ProjectDocument["services"]["account_experience"]["config"];
  /** Limits that somebody set; `null` is no limit. */
  limits: Partial<Record<BucketName, number | null>>;
  /** The tokens of the whole workspace are used up, until the month ends. */
  workspace_tokens_used_up: { limit: number; until: string } | null;
};

/** What a plane is told about an event stream; secrets stay sealed. */
export interface DeliveredStream {
  id: string;
  endpoint: string;
  types: string[];
  paused: boolean;
  secret: Buffer;
  previousSecret: Buffer | null;
  previousSecretUntil: Date | null;
}

/** What a plane is told about a personal access token. */
export interface DeliveredCredential {
  tokenId: string;
  digest: Buffer;
  previous?: { digest: Buffer; endsAt: Date };
  permissions: string[];
  ownerLabel: string;
  expiresAt?: Date;
  allowedCidrs: string[];
}

/** The part of the plane's provisioner that deliveries use. */
export interface PlanePort {
  putProject(project: {
    id: string;
    slug: string;
    name: string;
    environment: "prod" | "stage" | "dev";
    workspaceId: string;
    state: "running" | "halted" | "deleted";
    revision: string;
    config: DeliveredConfig;
    version: number;
  }): Promise<void>;
  purgeProject(id: string): Promise<void>;
  putAdminCredential(credential: DeliveredCredential & { projectId: string }): Promise<void>;
  removeAdminCredential(tokenId: string): Promise<void>;
  putEventStreams(projectId: string, streams: readonly DeliveredStream[]): Promise<void>;
}

/** The way to every plane. */
export interface PlanePorts {
  /** @throws when there is no such plane */
  of(planeId: string): Promise<PlanePort>;
  all(): Promise<{ provisioner: PlanePort }[]>;
}

/** A plane that cannot be reached does not keep the others from hearing. */
export async function onEvery(
  planes: PlanePorts,
  work: (plane: PlanePort) => Promise<void>,
): Promise<void> {
  const every = await planes.all();
  const outcomes = await Promise.allSettled(every.map(({ provisioner }) => work(provisioner)));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
