import { createHash } from "node:crypto";
import type { OnModuleDestroy } from "@nestjs/common";
import { RoutingChanges } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { processesByPlane } from "./processes-by-plane.js";

/** Where every project lives; the gateway keeps its last copy. */
export interface RoutingTable {
  version: string;
  /** The processes of each plane. */
  planes: Record<string, string[]>;
  default_plane: string;
  /** Plane by slug. */
  projects: Record<string, string>;
  /** Slug by verified host name. */
  hosts: Record<string, string>;
}

/** While changes are not heard the table is read anew this often. */
const UNHEARD_MILLISECONDS = 1_000;
/** Changes come in bursts: one reading serves all that came within this time. */
const GATHER_MILLISECONDS = 50;

/** The routing table, read once per change however many gateways ask. */
export class RoutingTables implements OnModuleDestroy {
  private current: Promise<RoutingTable> | undefined;
  private readonly waiting = new Set<() => void>();
  private readonly changes: RoutingChanges;
  private gathering: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly controlPlane: ControlPlane) {
    const { databaseUrl } = controlPlane.config.secrets;
    this.changes = new RoutingChanges(databaseUrl, () => {
      this.gathering ??= setTimeout(() => this.forget(), GATHER_MILLISECONDS);
    });
  }

  /** The table as it is now. */
  read(): Promise<RoutingTable> {
    if (!this.changes.listening) return this.load();
    this.current ??= this.load().catch((cause: unknown) => {
      this.current = undefined;
      throw cause;
    });
    return this.current;
  }

  /** The table as soon as it is not the one of `version`, or after so long whatever it is. */
  async after(version: string | undefined, waitMilliseconds: number): Promise<RoutingTable> {
    const until = Date.now() + waitMilliseconds;
    for (;;) {
      const table = await this.read();
      const rest = until - Date.now();
      if (table.version !== version || rest <= 0 || this.isClosed) return table;
      await this.change(this.changes.listening ? rest : Math.min(rest, UNHEARD_MILLISECONDS));
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.gathering);
    this.forget();
    await this.changes.close();
  }

  private forget(): void {
    this.gathering = undefined;
    this.current = undefined;
    for (const wake of this.waiting) wake();
  }

  private change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.waiting.add(wake);
    });
  }

  private async load(): Promise<RoutingTable> {
    const { projects: stored, customDomains } = this.controlPlane.control;
    const [{ planes, defaultPlane }, routes, hosts] = await Promise.all([
      processesByPlane(this.controlPlane),
      stored.routes(),
      customDomains.routes(),
    ]);
    const table = {
      planes,
      default_plane: defaultPlane,
      projects: Object.fromEntries(routes.map(({ slug, planeId }) => [slug, planeId])),
      hosts: Object.fromEntries(hosts.map(({ hostname, slug }) => [hostname, slug])),
    };
    const version = createHash("sha256").update(JSON.stringify(table)).digest("hex").slice(0, 16);
    return { version, ...table };
  }
}
