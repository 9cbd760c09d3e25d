import fs from "node:fs";
import path from "node:path";
import type { Logger } from "@grantry/platform";
import { Upstream } from "./upstream.js";

/** Which plane serves which project, as the control plane tells it. */
export interface RoutingTable {
  /** Addresses of every plane's processes. */
  planes: Record<string, string[]>;
  /** The plane of projects that are not named. */
  defaultPlane: string;
  /** Plane by slug. */
  projects: Record<string, string>;
}

export interface RoutingTableOptions {
  controlPlaneUrl: string;
  dataPlaneUrls: readonly string[];
  dataDir: string;
  logger: Logger;
}

const refreshMilliseconds = 5_000;
/** Until the first answer: the table on disk may be of another day. */
const firstRefreshMilliseconds = 250;

/**
 * The gateway's knowledge of planes. Asks the control plane now and then, keeps the last answer on
 * disk, and goes on with it while the control plane is down. Without any, every project is on the
 * first plane.
 */
export class Planes {
  private table: RoutingTable;
  private readonly upstreams = new Map<string, Upstream>();
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;
  private answered = false;

  constructor(private readonly options: RoutingTableOptions) {
    this.file = path.join(options.dataDir, "gateway", "routing-table.json");
    this.table = this.readFile() ?? {
      planes: { first: [...options.dataPlaneUrls] },
      defaultPlane: "first",
      projects: {},
    };
    this.takeOver();
  }

  /** Where requests for a project go; undefined when its plane is unknown. */
  for(slug: string): Upstream | undefined {
    const plane = Object.hasOwn(this.table.projects, slug)
      ? this.table.projects[slug]
      : this.table.defaultPlane;
    return plane === undefined ? undefined : this.upstreams.get(plane);
  }

  /** Addresses of every process of every plane. */
  processes(): string[] {
    return Object.values(this.table.planes).flat();
  }

  /** Begins to ask the control plane. */
  startRefreshing(): void {
    const again = (): void => {
      void this.refresh().finally(() => {
        const pause = this.answered ? refreshMilliseconds : firstRefreshMilliseconds;
        this.timer = setTimeout(again, pause).unref();
      });
    };
    again();
  }

  close(): void {
    clearTimeout(this.timer);
    for (const upstream of this.upstreams.values()) upstream.close();
  }

  /** Asks once. Anything but a well-formed table leaves the last one in place. */
  async refresh(): Promise<void> {
    try {
      const response = await fetch(`${this.options.controlPlaneUrl}/internal/routing-table`, {
        signal: AbortSignal.timeout(2_000),
      });
      const table = response.ok ? asRoutingTable(await response.json()) : undefined;
      this.answered ||= table !== undefined;
      if (table === undefined || JSON.stringify(table) === JSON.stringify(this.table)) return;
      this.table = table;
      this.takeOver();
      this.writeFile();
      this.options.logger.info({ planes: Object.keys(table.planes) }, "routing table taken over");
    } catch {
      // The control plane is down: the last table stays.
    }
  }

  private takeOver(): void {
    for (const [plane, urls] of Object.entries(this.table.planes)) {
      const known = this.upstreams.get(plane);
      if (known === undefined) this.upstreams.set(plane, new Upstream(urls));
      else known.replace(urls);
    }
    for (const [plane, upstream] of this.upstreams) {
      if (Object.hasOwn(this.table.planes, plane)) continue;
      this.upstreams.delete(plane);
      upstream.close();
    }
  }

  private readFile(): RoutingTable | undefined {
    try {
      return asRoutingTable(JSON.parse(fs.readFileSync(this.file, "utf8")));
    } catch {
      return undefined;
    }
  }

  private writeFile(): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    const draft = `${this.file}.${process.pid}`;
    fs.writeFileSync(draft, JSON.stringify(this.table));
    fs.renameSync(draft, this.file);
  }
}

/** Reads `{planes, default_plane, projects}`; undefined when it is anything else. */
export function asRoutingTable(value: unknown): RoutingTable | undefined {
  if (!isRecord(value)) return undefined;
  const { planes, projects } = value;
  const defaultPlane = value["default_plane"] ?? value["defaultPlane"];
  if (!isRecord(planes) || !isRecord(projects) || typeof defaultPlane !== "string")
    return undefined;
  const isUrls = (urls: unknown): urls is string[] =>
    Array.isArray(urls) && urls.every((url) => typeof url === "string" && URL.canParse(url));
  const isPlane = (plane: unknown): plane is string =>
    typeof plane === "string" && Object.hasOwn(planes, plane);
  if (!Object.values(planes).every(isUrls) || !isPlane(defaultPlane)) return undefined;
  if (!Object.values(projects).every(isPlane)) return undefined;
  return {
    planes: planes as Record<string, string[]>,
    defaultPlane,
    projects: projects as Record<string, string>,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
