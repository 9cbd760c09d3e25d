import type { ControlDatabase } from "./control/control-database.js";
import type { DataPlaneRow } from "./control/stores/data-plane.store.js";
import type { Envelope } from "./envelope.js";
import { openProvisioner, type PlaneProvisioner } from "./plane/provisioner.js";

/** The plane that every installation has; the console's own project lives there. */
export const FIRST_PLANE = "plane-1";

/** A data plane as the environment names it. */
export interface PlaneSeed {
  readonly id: string;
  readonly region: string;
  readonly databaseUrl: string;
  /** The variable that holds the database's address. */
  readonly databaseVariable: string;
  readonly addresses: readonly string[];
}

interface OpenPlane {
  readonly databaseUrl: string;
  readonly provisioner: PlaneProvisioner;
}

/**
 * The way to every data plane's database. Addresses come from the directory in the control
 * database, where they lie sealed; connections are opened when they are first needed.
 */
export class PlaneDirectory {
  readonly #control: ControlDatabase;
  readonly #envelope: Envelope;
  readonly #open = new Map<string, OpenPlane>();

  constructor(control: ControlDatabase, envelope: Envelope) {
    this.#control = control;
    this.#envelope = envelope;
  }

  /** Makes the directory hold what the environment names; what operators decided stays. */
  async seed(seeds: readonly PlaneSeed[]): Promise<void> {
    const { dataPlanes } = this.#control;
    for (const seed of seeds) {
      const place = {
        region: seed.region,
        databaseSource: seed.databaseVariable,
        databaseSealed: this.seal(seed.id, seed.databaseUrl),
        addresses: [...seed.addresses],
      };
      const added = await dataPlanes.add({
        ...place,
        id: seed.id,
        name: seed.id,
        capacity: null,
        acceptsNew: true,
      });
      if (added) continue;
      const standing = await dataPlanes.find(seed.id);
      if (standing !== undefined && !this.#isAt(standing, seed)) {
        await dataPlanes.relocate(seed.id, place);
      }
    }
  }

  /** A database's address as the directory keeps it. */
  seal(planeId: string, databaseUrl: string): Buffer {
    return this.#envelope.seal(Buffer.from(databaseUrl), sealContext(planeId));
  }

  /** @throws when there is no such plane */
  async databaseUrl(planeId: string): Promise<string> {
    const plane = await this.#control.dataPlanes.find(planeId);
    if (plane === undefined) throw new Error(`There is no data plane ${planeId}.`);
    return this.#unseal(plane);
  }

  /** @throws when there is no such plane */
  async of(planeId: string): Promise<PlaneProvisioner> {
    return this.#provisioner(planeId, await this.databaseUrl(planeId));
  }

  /** The plane on which a project lives; one that nobody placed is on the first. */
  async ofProject(projectId: string): Promise<PlaneProvisioner> {
    const project = await this.#control.projects.findForDelivery(projectId);
    return this.of(project?.planeId ?? FIRST_PLANE);
  }

  /** Every plane with its ID. */
  async all(): Promise<{ id: string; provisioner: PlaneProvisioner }[]> {
    const planes = await this.#control.dataPlanes.list();
    return planes.map((plane) => ({
      id: plane.id,
      provisioner: this.#provisioner(plane.id, this.#unseal(plane)),
    }));
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(({ provisioner }) => provisioner.close()));
  }

  #provisioner(planeId: string, databaseUrl: string): PlaneProvisioner {
    const open = this.#open.get(planeId);
    if (open?.databaseUrl === databaseUrl) return open.provisioner;
    void open?.provisioner.close();
    const provisioner = openProvisioner({ databaseUrl, envelope: this.#envelope });
    this.#open.set(planeId, { databaseUrl, provisioner });
    return provisioner;
  }

  #isAt(standing: DataPlaneRow, seed: PlaneSeed): boolean {
    return (
      standing.region === seed.region &&
      standing.databaseSource === seed.databaseVariable &&
      JSON.stringify(standing.addresses) === JSON.stringify(seed.addresses) &&
      this.#unseal(standing) === seed.databaseUrl
    );
  }

  #unseal({ id, databaseSealed }: DataPlaneRow): string {
    return this.#envelope.open(databaseSealed, sealContext(id)).toString();
  }
}

function sealContext(planeId: string): string {
  return `data plane ${planeId}`;
}
