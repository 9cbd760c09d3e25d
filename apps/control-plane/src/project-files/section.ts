import type {
  Applied,
  Effect,
  Permission,
  PlannedChange,
  ProjectFile,
  ProjectFileSection,
} from "@grantry/contracts";
import type { Caller, FileItem, ProjectDocument } from "@grantry/control";
import type { ControlStores, OutboxMessage, ProjectRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

/** What a section may touch: one project, as one caller. */
export interface SectionWorld {
  controlPlane: ControlPlane;
  stores: ControlStores;
  caller: Caller;
  project: ProjectRow;
}

/** What a section would do. */
export interface PlannedSection {
  changes: PlannedChange[];
  effects: Effect[];
  /** Changes whenever what it was compared with does. */
  tag: string;
}

/** What a section has done. */
export interface AppliedSection {
  messages: OutboxMessage[];
  issuedSecrets: Applied["issued_secrets"];
}

/**
 * A section of a project's file that lives outside of the project document. A new one is one object
 * of this kind in `sections.ts` and one member of the contract's `projectFileSchema`.
 */
export interface FileSection<Name extends ProjectFileSection = ProjectFileSection> {
  readonly name: Name;
  readonly readPermission: Permission;
  readonly writePermission: Permission;
  /** What the project has now, in the words of the file. */
  read(world: SectionWorld): Promise<NonNullable<ProjectFile[Name]>>;
  /** The things in a section, so that two states of it can be compared. */
  items(content: NonNullable<ProjectFile[Name]>): FileItem[];
  /** @throws ControlError `bad_request` for what is refused */
  plan(
    world: SectionWorld,
    wanted: NonNullable<ProjectFile[Name]>,
    document: ProjectDocument,
  ): Promise<PlannedSection>;
  /** Does what was planned, all of it or nothing; refuses when the tag is no longer true. */
  apply(
    world: SectionWorld,
    wanted: NonNullable<ProjectFile[Name]>,
    planned: PlannedSection,
    document: ProjectDocument,
  ): Promise<AppliedSection>;
}
