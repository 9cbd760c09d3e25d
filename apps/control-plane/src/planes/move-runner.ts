import { setTimeout as pause } from "node:timers/promises";
import { openTransfer, type ProjectMoveRow, type ProjectTransfer } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

const LOOK_MILLISECONDS = 1_000;
/** Writes wait for so long at most; then the source takes them again. */
const PAUSE_SECONDS = 20;
/** Writes that began before the pause end within this, or the pause is tried again later. */
const WRITERS_MILLISECONDS = 4_000;
/** Gateways that saw the pause ask for the routing table several times within this. */
const ROUTES_MILLISECONDS = 750;
/** The source is caught up with while it serves until so few rows changed meanwhile. */
const FEW_ROWS = 500;
const MOST_ROUNDS = 5;

/**
 * Goes on with the moves that were asked for. Each step is recorded before it is taken, so that
 * another process takes over where one ended; a database lock keeps two from the same move.
 */
export class MoveRunner {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(private readonly controlPlane: ControlPlane) {}

  start(): void {
    const again = (): void => {
      this.running = this.run().finally(() => {
        if (!this.isStopped) this.timer = setTimeout(again, LOOK_MILLISECONDS).unref();
      });
    };
    again();
  }

  /** Ends after the move that is under way, or leaves it to the next process. */
  async stop(patienceMilliseconds = 2_000): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await Promise.race([this.running, pause(patienceMilliseconds, undefined, { ref: false })]);
  }

  private async run(): Promise<void> {
    const { control, logger } = this.controlPlane;
    try {
      for (const move of await control.projectMoves.due()) {
        if (this.isStopped) return;
        await control.unlessBusy(`move ${move.projectId}`, () => this.goOn(move.id));
      }
    } catch (cause) {
      logger.warn({ err: cause }, "moves of projects not looked at");
    }
  }

  private async goOn(id: string): Promise<void> {
    const { control, planes, logger } = this.controlPlane;
    const move = await control.projectMoves.read(id);
    if (move === undefined || move.finishedAt !== null) return;
    let transfer: ProjectTransfer | undefined;
    try {
      transfer = await openTransfer({
        projectId: move.projectId,
        sourceUrl: await planes.databaseUrl(move.fromDataPlane),
        targetUrl: await planes.databaseUrl(move.toDataPlane),
      });
      await this.take(move, transfer);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      logger.warn({ err: cause, move: id, project: move.projectId }, "move not finished");
      await transfer?.resume().catch(() => undefined);
      const reached = await control.projectMoves.read(id);
      await control.projectMoves.postpone(id, reached?.state ?? move.state, reason);
    } finally {
      await transfer?.end().catch(() => undefined);
    }
  }

  /** From where the move stands to its end. The planes themselves know how far it came. */
  private async take(move: ProjectMoveRow, transfer: ProjectTransfer): Promise<void> {
    const { source } = await transfer.placements();
    if (source === undefined) throw new Error("The source does not know the project.");
    if (source === "here" || source === "paused") {
      await transfer.resume();
      await this.copy(move, transfer);
    }
    if (source !== "moved") await this.switchOver(move, transfer);
    await this.clean(move, transfer);
  }

  private async copy(move: ProjectMoveRow, transfer: ProjectTransfer): Promise<void> {
    const { projectMoves } = this.controlPlane.control;
    await projectMoves.reach(move.id, "copying");
    let copied = await transfer.copyAll();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const changed = await transfer.copyChanges();
      copied += changed;
      if (changed <= FEW_ROWS) break;
    }
    await projectMoves.reach(move.id, "pausing", { copiedRows: copied });
    const pausedAt = performance.now();
    await transfer.pause(PAUSE_SECONDS, WRITERS_MILLISECONDS);
    const last = await transfer.finishCopy();
    await projectMoves.reach(move.id, "switching", { copiedRows: last });
    await transfer.leave();
    await this.arrive(move, transfer);
    const pausedMilliseconds = Math.round(performance.now() - pausedAt);
    await projectMoves.reach(move.id, "switching", { pausedMilliseconds });
  }

  /** The source has left for good: the target serves, and the gateways are told. */
  private async switchOver(move: ProjectMoveRow, transfer: ProjectTransfer): Promise<void> {
    await this.arrive(move, transfer);
    await pause(ROUTES_MILLISECONDS);
    await transfer.close();
  }

  private async arrive(move: ProjectMoveRow, transfer: ProjectTransfer): Promise<void> {
    const { control } = this.controlPlane;
    await transfer.arrive();
    const plane = await control.dataPlanes.find(move.toDataPlane);
    if (plane === undefined) throw new Error("The target is not in the directory any more.");
    await control.projects.place(move.projectId, { planeId: plane.id, homeRegion: plane.region });
  }

  private async clean(move: ProjectMoveRow, transfer: ProjectTransfer): Promise<void> {
    const { projectMoves } = this.controlPlane.control;
    await projectMoves.reach(move.id, "cleaning");
    await transfer.clean();
    await projectMoves.reach(move.id, "finished");
    const { projectId, toDataPlane } = move;
    this.controlPlane.logger.info({ project: projectId, plane: toDataPlane }, "project moved");
  }
}
