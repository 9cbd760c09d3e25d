import type {
  DataPlaneDetail,
  registerDataPlaneBodySchema,
  updateDataPlaneBodySchema,
} from "@grantry/contracts";
import { type Caller, ControlError, invalidField, notFound } from "@grantry/control";
import {
  type ControlStores,
  type DataPlaneRow,
  FIRST_PLANE,
  pendingPlaneMigrations,
} from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { assertOperator } from "./operator.js";
import { readDataPlane } from "./read-data-planes.js";

/** Planes that the environment does not name. */
const REGISTERED = "registered";

/**
 * Registers a data plane whose database was migrated before.
 * @throws ControlError `conflict` when the ID is taken, `bad_request` when its database does not
 * answer or is not up to date
 */
export async function registerDataPlane(
  controlPlane: ControlPlane,
  caller: Caller,
  body: z.output<typeof registerDataPlaneBodySchema>,
): Promise<DataPlaneDetail> {
  await assertOperator(controlPlane.control, caller);
  await assertMigrated(body.database_url);
  await controlPlane.control.transaction(async (stores) => {
    const added = await stores.dataPlanes.add({
      id: body.id,
      name: body.name,
      region: body.region,
      databaseSource: REGISTERED,
      databaseSealed: controlPlane.planes.seal(body.id, body.database_url),
      addresses: body.addresses.map(withoutSlash),
      capacity: body.capacity,
      acceptsNew: body.accepts_new,
    });
    if (!added) throw new ControlError("conflict", "There is a data plane with this ID.");
    const { database_url: _, ...told } = body;
    await record(stores, caller, { action: "register", plane: body, before: null, after: told });
  });
  return readDataPlane(controlPlane, caller, body.id);
}

/** Changes what an operator decides about a data plane. @throws ControlError `not_found` */
export async function updateDataPlane(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  body: z.output<typeof updateDataPlaneBodySchema>,
): Promise<DataPlaneDetail> {
  await assertOperator(controlPlane.control, caller);
  await controlPlane.control.transaction(async (stores) => {
    const plane = await findPlane(stores, id);
    if (body.addresses !== undefined && plane.databaseSource !== REGISTERED) {
      throw invalidField("addresses", "The environment names the processes of this data plane.");
    }
    const changes = {
      name: body.name ?? plane.name,
      acceptsNew: body.accepts_new ?? plane.acceptsNew,
      capacity: body.capacity === undefined ? plane.capacity : body.capacity,
      addresses: body.addresses?.map(withoutSlash) ?? plane.addresses,
    };
    await stores.dataPlanes.update(id, changes);
    await record(stores, caller, {
      action: "update",
      plane: { id, name: changes.name },
      before: decided(plane),
      after: decided(changes),
    });
  });
  return readDataPlane(controlPlane, caller, id);
}

/** @throws ControlError `conflict` while something lives there or the environment names it */
export async function unregisterDataPlane(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<void> {
  await assertOperator(controlPlane.control, caller);
  await controlPlane.control.transaction(async (stores) => {
    const plane = await findPlane(stores, id);
    if (plane.id === FIRST_PLANE || plane.databaseSource !== REGISTERED) {
      throw new ControlError("conflict", `The environment names it: ${plane.databaseSource}.`);
    }
    if (!(await stores.dataPlanes.remove(id))) {
      throw new ControlError(
        "conflict",
        "Projects still live on it, or deleted ones that are not purged yet. Move them first.",
        { projects: plane.projects },
      );
    }
    await record(stores, caller, {
      action: "unregister",
      plane,
      before: decided(plane),
      after: null,
    });
  });
}

async function findPlane(stores: ControlStores, id: string): Promise<DataPlaneRow> {
  await stores.dataPlanes.lock(id);
  const plane = await stores.dataPlanes.find(id);
  if (plane === undefined) throw notFound("data plane");
  return plane;
}

async function assertMigrated(databaseUrl: string): Promise<void> {
  let pending: string[];
  try {
    pending = await pendingPlaneMigrations(databaseUrl);
  } catch {
    throw invalidField("database_url", "The database does not answer at this address.");
  }
  if (pending.length > 0) {
    const mend = "run node infra/dist/migrate.js with GRANTRY_DATA_PLANE_DATABASE_URL set to it";
    throw invalidField("database_url", `${pending.length} migrations are pending: ${mend}.`);
  }
}

function decided(plane: Pick<DataPlaneRow, "name" | "acceptsNew" | "capacity" | "addresses">) {
  const { name, acceptsNew, capacity, addresses } = plane;
  return { name, accepts_new: acceptsNew, capacity, addresses };
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}

async function record(
  stores: ControlStores,
  caller: Caller,
  event: {
    action: "register" | "update" | "unregister";
    plane: { id: string; name: string };
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
  },
): Promise<void> {
  await stores.audit.record({
    workspaceId: caller.workspace.id,
    projectId: null,
    actor: caller.actor,
    action: `data_plane.${event.action}`,
    target: { type: "data_plane", id: event.plane.id, label: event.plane.name },
    before: event.before,
    after: event.after,
  });
}
