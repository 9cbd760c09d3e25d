import type { DataPlaneProcess } from "@grantry/contracts";
import type { DataPlaneRow, DataPlaneSight } from "@grantry/persistence";
import { z } from "zod";
import type { ControlPlane } from "../control-plane.js";

const LOOK_MILLISECONDS = 3_000;
const PATIENCE_MILLISECONDS = 2_000;
const versionSchema = z.object({ version: z.string().max(100) });

/** Looks at every data plane now and then, and keeps in the directory what it saw. */
export class PlaneWatch {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(private readonly controlPlane: ControlPlane) {}

  start(): void {
    const again = (): void => {
      this.looking = this.look().finally(() => {
        if (!this.isStopped) this.timer = setTimeout(again, LOOK_MILLISECONDS).unref();
      });
    };
    again();
  }

  /** Ends after the look that is under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** One look at each plane. */
  async look(): Promise<void> {
    const { control, logger } = this.controlPlane;
    try {
      const planes = await control.dataPlanes.list();
      await Promise.all(
        planes.map(async (plane) => control.dataPlanes.saw(plane.id, await this.sightOf(plane))),
      );
    } catch (cause) {
      logger.warn({ err: cause }, "data planes not looked at");
    }
  }

  private async sightOf(plane: DataPlaneRow): Promise<DataPlaneSight> {
    const [processes, database] = await Promise.all([
      Promise.all(plane.addresses.map(lookAt)),
      this.databaseState(plane.id),
    ]);
    const healthy = processes.filter(({ state }) => state === "healthy");
    return {
      processes,
      databaseState: database,
      state: healthy.length > 0 ? "healthy" : "failing",
      version: healthy.find(({ version }) => version !== null)?.version ?? null,
      failure: healthy.length > 0 ? null : failureOf(database),
    };
  }

  /** The control plane's own way to the database, which is not the processes' one. */
  private async databaseState(planeId: string): Promise<DataPlaneSight["databaseState"]> {
    const asked = this.controlPlane.planes
      .of(planeId)
      .then((plane) => plane.ping())
      .then(
        () => "healthy" as const,
        () => "failing" as const,
      );
    const late = new Promise<"failing">((resolve) => {
      setTimeout(() => resolve("failing"), PATIENCE_MILLISECONDS).unref();
    });
    return Promise.race([asked, late]);
  }
}

function failureOf(database: DataPlaneSight["databaseState"]): string {
  return database === "failing"
    ? "Its database does not answer."
    : "None of its processes is ready.";
}

async function lookAt(address: string): Promise<DataPlaneProcess> {
  const startedAt = performance.now();
  const isReady = await ask(`${address}/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
  if (!isReady) return { address, state: "failing", version: null, milliseconds: null };
  const milliseconds = Math.round(performance.now() - startedAt);
  const version = await ask(`${address}/version`)
    .then(async (answer) => versionSchema.parse(await answer.json()).version)
    .catch(() => null);
  return { address, state: "healthy", version, milliseconds };
}

function ask(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS), redirect: "error" });
}
