import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
  /** Slug by host name of a project's own. */
  hosts: Record<string, string>;
  /** What the control plane calls this table. */
  version: string;
}

export interface RoutingTableOptions {
  controlPlaneUrl: string;
  dataPlaneUrls: readonly string[];
  dataDir: string;
  logger: Logger;
}

/** The control plane answers as soon as there is another table, or after so long. */
const waitSeconds = 20;
const pauseMilliseconds = 500;
/** Until the first answer: the table on disk may be of another day. */
const firstRefreshMilliseconds = 250;
/** Until a change has come from the control plane. */
const newProjectMilliseconds = 500;
const lookMilliseconds = 20;

/**
 * The gateway's knowledge of planes. Has a question open at the control plane, which answers when
 * something is elsewhere; keeps the last answer on disk, and goes on with it while the control plane
 * is down. Without any, every project is on the
 * first plane.
 */
export class Planes {
  private table: RoutingTable;
  private readonly upstreams = new Map<string, Upstream>();
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;
  private answered = false;
  /** Whether the control plane answered the last time. */
  private reached = false;
  private readonly closing = new AbortController();

  constructor(private readonly options: RoutingTableOptions) {
    this.file = path.join(options.dataDir, "gateway", "routing-table.json");
    this.table = this.readFile() ?? {
      planes: { first: [...options.dataPlaneUrls] },
      defaultPlane: "first",
      projects: {},
      hosts: {},
      version: "",
    };
    this.takeOver();
  }

  /**
   * As `for`. A project that the table does not name may be newer than the table: with several
   * planes its request waits a moment for the next one.
   */
  find(slug: string): Upstream | undefined | Promise<Upstream | undefined> {
    return this.maybeNewer(slug) ? this.await(slug) : this.for(slug);
  }

  private async await(slug: string): Promise<Upstream | undefined> {
    const until = Date.now() + newProjectMilliseconds;
    while (this.maybeNewer(slug) && Date.now() < until) await sleep(lookMilliseconds);
    return this.for(slug);
  }

  private maybeNewer(slug: string): boolean {
    const isKnown = Object.hasOwn(this.table.projects, slug);
    return !isKnown && this.reached && Object.keys(this.table.planes).length > 1;
  }

  /** Where requests for a project go; undefined when its plane is unknown. */
  for(slug: string): Upstream | undefined {
    const plane = Object.hasOwn(this.table.projects, slug)
      ? this.table.projects[slug]
      : this.table.defaultPlane;
    return plane === undefined ? undefined : this.upstreams.get(plane);
  }

  /** The project of a host name of its own. */
  slugOfHost(host: string): string | undefined {
    return Object.hasOwn(this.table.hosts, host) ? this.table.hosts[host] : undefined;
  }

  /** Addresses of every process of every plane. */
  processes(): string[] {
    return Object.values(this.table.planes).flat();
  }

  /** Begins to ask the control plane. */
  startRefreshing(): void {
    const again = (): void => {
      void this.refresh().then((outcome) => {
        if (this.closing.signal.aborted) return;
        this.reached = outcome !== "failed";
        const pause = this.answered ? pauseMilliseconds : firstRefreshMilliseconds;
        this.timer = setTimeout(again, outcome === "changed" ? 0 : pause).unref();
      });
    };
    again();
  }

  close(): void {
    this.closing.abort();
    clearTimeout(this.timer);
    for (const upstream of this.upstreams.values()) upstream.close();
  }

  /** Asks once. Anything but a well-formed table leaves the last one in place. */
  async refresh(): Promise<"changed" | "same" | "failed"> {
    const url = new URL("/internal/routing-table", this.options.controlPlaneUrl);
    if (this.answered) {
      url.searchParams.set("version", this.table.version);
      url.searchParams.set("wait", String(waitSeconds));
    }
    const patience = AbortSignal.timeout(this.answered ? (waitSeconds + 5) * 1_000 : 2_000);
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([patience, this.closing.signal]),
      });
      const table = response.ok ? asRoutingTable(await response.json()) : undefined;
      if (table === undefined) return "failed";
      this.answered = true;
      if (JSON.stringify(table) === JSON.stringify(this.table)) return "same";
      this.table = table;
      this.takeOver();
      this.writeFile();
      this.options.logger.info({ planes: Object.keys(table.planes) }, "routing table taken over");
      return "changed";
    } catch {
      // The control plane is down: the last table stays.
      return "failed";
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

/** Reads `{planes, default_plane, projects, hosts, version}`; undefined when it is anything else. */
export function asRoutingTable(value: unknown): RoutingTable | undefined {
  if (!isRecord(value)) return undefined;
  const { planes, projects, hosts = {}, version = "" } = value;
  const defaultPlane = value["default_plane"] ?? value["defaultPlane"];
  if (!isRecord(planes) || !isRecord(projects) || typeof defaultPlane !== "string")
    return undefined;
  const isUrls = (urls: unknown): urls is string[] =>
    Array.isArray(urls) && urls.every((url) => typeof url === "string" && URL.canParse(url));
  const isPlane = (plane: unknown): plane is string =>
    typeof plane === "string" && Object.hasOwn(planes, plane);
  if (!Object.values(planes).every(isUrls) || !isPlane(defaultPlane)) return undefined;
  if (!Object.values(projects).every(isPlane)) return undefined;
  if (!isRecord(hosts) || !Object.values(hosts).every((slug) => typeof slug === "string")) {
    return undefined;
  }
  return {
    planes: planes as Record<string, string[]>,
    defaultPlane,
    projects: projects as Record<string, string>,
    hosts: hosts as Record<string, string>,
    version: typeof version === "string" ? version : "",
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
