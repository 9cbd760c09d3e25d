import type { DataPlaneProcess, DataPlaneState } from "@grantry/contracts";
import type { EntityManager } from "typeorm";

/** A data plane as the directory knows it. */
export interface DataPlaneRow {
  id: string;
  name: string;
  region: string;
  /** The variable that holds its database's address, or `registered`. */
  databaseSource: string;
  databaseSealed: Buffer;
  addresses: string[];
  capacity: number | null;
  acceptsNew: boolean;
  state: DataPlaneState;
  databaseState: DataPlaneState;
  failure: string | null;
  version: string | null;
  processes: DataPlaneProcess[];
  lastSeenAt: Date | null;
  checkedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** Living projects, the console's own included. */
  projects: number;
}

export type NewDataPlane = Pick<
  DataPlaneRow,
  | "id"
  | "name"
  | "region"
  | "databaseSource"
  | "databaseSealed"
  | "addresses"
  | "capacity"
  | "acceptsNew"
>;

/** What a look at a data plane found. */
export type DataPlaneSight = Pick<
  DataPlaneRow,
  "state" | "databaseState" | "failure" | "version" | "processes"
>;

const KEPT_CHANGES = 100;

const SELECT = `
  select id, name, region, database_source as "databaseSource",
    database_sealed as "databaseSealed", addresses, capacity, accepts_new as "acceptsNew", state,
    database_state as "databaseState", failure, version, processes,
    last_seen_at as "lastSeenAt", checked_at as "checkedAt", created_at as "createdAt",
    updated_at as "updatedAt",
    (select count(*)::int from projects
      where plane_id = data_planes.id and projects.state <> 'deleted') as projects
  from data_planes`;

/** The directory of data planes. */
export class DataPlaneStore {
  constructor(private readonly manager: EntityManager) {}

  /** Every data plane, the oldest first. */
  list(): Promise<DataPlaneRow[]> {
    return this.manager.query(`${SELECT} order by created_at, id`);
  }

  async find(id: string): Promise<DataPlaneRow | undefined> {
    const [row] = await this.manager.query<DataPlaneRow[]>(`${SELECT} where id = $1`, [id]);
    return row;
  }

  /** The processes that serve a project, by its slug. */
  async addressesOfProject(slug: string): Promise<string[]> {
    const [row] = await this.manager.query<{ addresses: string[] }[]>(
      `select addresses from data_planes join projects on plane_id = data_planes.id
       where slug = $1`,
      [slug],
    );
    return row?.addresses ?? [];
  }

  /** Keeps others from placing on or changing this plane until the transaction ends. */
  async lock(id: string): Promise<void> {
    await this.manager.query("select 1 from data_planes where id = $1 for update", [id]);
  }

  /** @returns false when the ID is taken */
  async add(plane: NewDataPlane): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `insert into data_planes
         (id, name, region, database_source, database_sealed, addresses, capacity, accepts_new)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
      [
        plane.id,
        plane.name,
        plane.region,
        plane.databaseSource,
        plane.databaseSealed,
        plane.addresses,
        plane.capacity,
        plane.acceptsNew,
      ],
    );
    return rows.length > 0;
  }

  /** Where the environment says that a plane is now. */
  async relocate(
    id: string,
    place: Pick<DataPlaneRow, "region" | "databaseSource" | "databaseSealed" | "addresses">,
  ): Promise<void> {
    await this.manager.query(
      `update data_planes set region = $2, database_source = $3, database_sealed = $4,
         addresses = $5, updated_at = now() where id = $1`,
      [id, place.region, place.databaseSource, place.databaseSealed, place.addresses],
    );
  }

  /** Changes what an operator decides. */
  async update(
    id: string,
    changes: Pick<DataPlaneRow, "name" | "acceptsNew" | "capacity" | "addresses">,
  ): Promise<void> {
    await this.manager.query(
      `update data_planes set name = $2, accepts_new = $3, capacity = $4, addresses = $5,
         updated_at = now() where id = $1`,
      [id, changes.name, changes.acceptsNew, changes.capacity, changes.addresses],
    );
  }

  /** @returns false when projects of any state, or moves, still need the plane */
  async remove(id: string): Promise<boolean> {
    const [, removed] = await this.manager.query<[unknown[], number]>(
      `delete from data_planes where id = $1
         and not exists (select from projects where plane_id = $1)
         and not exists (select from project_moves where finished_at is null
                         and $1 in (from_data_plane, to_data_plane))`,
      [id],
    );
    return removed > 0;
  }

  /** Keeps what was seen, and a line of history when the state changed. */
  async saw(id: string, sight: DataPlaneSight): Promise<void> {
    const [row] = await this.manager.query<{ before: DataPlaneState }[]>(
      `with held as (select id, state from data_planes where id = $1),
         changed as (
           update data_planes set state = $2, database_state = $3, failure = $4,
             version = coalesce($5, version), processes = $6, checked_at = now(),
             last_seen_at = case when $2 = 'healthy' then now() else last_seen_at end
           where id = $1)
       select state as before from held`,
      [
        id,
        sight.state,
        sight.databaseState,
        sight.failure,
        sight.version,
        JSON.stringify(sight.processes),
      ],
    );
    if (row === undefined || row.before === sight.state) return;
    await this.manager.query(
      `insert into data_plane_changes (data_plane_id, state, failure) values ($1, $2, $3)
       on conflict do nothing`,
      [id, sight.state, sight.failure],
    );
    await this.manager.query(
      `delete from data_plane_changes where data_plane_id = $1 and at < (
         select at from data_plane_changes where data_plane_id = $1
         order by at desc offset ${KEPT_CHANGES} limit 1)`,
      [id],
    );
  }

  /** When a plane became healthy or began to fail, the latest first. */
  history(id: string): Promise<{ state: DataPlaneState; at: Date; failure: string | null }[]> {
    return this.manager.query(
      `select state, at, failure from data_plane_changes where data_plane_id = $1 order by at desc`,
      [id],
    );
  }
}
