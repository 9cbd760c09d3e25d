import { createHash } from "node:crypto";
import { Controller, Get, Header } from "@nestjs/common";
import { Public } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";

/** The plane that every project lives on while there is one. */
export const FIRST_PLANE = "plane-1";

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
    const { control, config } = this.controlPlane;
    const planes = { [FIRST_PLANE]: config.planeUrls };
    const routes = await control.projects.routes();
    const projects = Object.fromEntries(routes.map(({ slug, planeId }) => [slug, planeId]));
    const version = createHash("sha256").update(JSON.stringify({ planes, projects })).digest("hex");
    return { version: version.slice(0, 16), planes, default_plane: FIRST_PLANE, projects };
  }
}
