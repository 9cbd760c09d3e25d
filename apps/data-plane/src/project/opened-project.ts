import type { Issuer, SigningKeyRecord } from "@grantry/oauth2";
import type { AdminWrite, Placement, ProjectStores } from "@grantry/persistence";
import type { AccountExperienceSettings } from "../account-experience/ports.js";
import type { ProjectCors } from "../edge/cors-policy.js";
import type { ProjectUsage } from "../usage/project-usage.js";
import type { MetadataDocuments } from "./metadata-documents.js";
import type { retireSigningKey, WantedSigningKey } from "./signing-sets.js";

/** A project ready to answer requests: opened once per change and shared between them. */
export interface OpenedProject {
  readonly id: string;
  readonly slug: string;
  /** The custom domain that is the issuer, if one is. */
  readonly issuerHost: string | undefined;
  readonly name: string;
  readonly environment: "prod" | "stage" | "dev";
  readonly state: "running" | "halted" | "deleted";
  /** `paused` and `left`: reads only, another plane takes over. */
  readonly placement: Placement;
  readonly revision: string;
  readonly issuer: Issuer;
  readonly sealer: Issuer["sealer"];
  readonly stores: ProjectStores;
  /** What is counted, and what is limited. */
  readonly usage: ProjectUsage;
  /** Replaces a signing key at once; the next request through this process signs with it. */
  readonly replaceSigningKey: (
    wanted: WantedSigningKey,
  ) => Promise<SigningKeyRecord | "exists" | "full">;
  /** Lets the successor of a current key sign; the next request through this process does. */
  readonly retireSigningKey: (kid: string) => ReturnType<typeof retireSigningKey>;
  /** The same project, whose writes leave the event of a write at the admin API along with them. */
  readonly telling: (write: AdminWrite) => OpenedProject;
  readonly accountExperience: AccountExperienceSettings;
  readonly cors: ProjectCors;
  /** Discovery and JWKS as bytes. */
  readonly documents: MetadataDocuments;
}
