import { createHash } from "node:crypto";
import { Controller, Get, Header } from "@nestjs/common";
import { FIRST_PLANE } from "@grantry/persistence";
import { Public } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";

/** Where every project lives; the gateway keeps its last copy. */
export interface RoutingTable {
  version: string;
  /** The processes of each plane. */
  planes: Record<string, string[]>;
  default_plane: string;
  projects: Record<string, string>;
}

/** For processes of the installation: the public API address does not lead here. */
@Controller("internal")
export class RoutingTableController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("routing-table")
  @Public()
  @Header("cache-control", "no-store")
  async routingTable(): Promise<RoutingTable> {
    const { control } = this.controlPlane;
    const directory = await control.dataPlanes.list();
    const planes = Object.fromEntries(directory.map(({ id, addresses }) => [id, addresses]));
    const routes = await control.projects.routes();
    const projects = Object.fromEntries(routes.map(({ slug, planeId }) => [slug, planeId]));
    const version = createHash("sha256").update(JSON.stringify({ planes, projects })).digest("hex");
    return { version: version.slice(0, 16), planes, default_plane: FIRST_PLANE, projects };
  }
}
