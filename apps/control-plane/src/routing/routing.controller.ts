import { Controller, Get, Header } from "@nestjs/common";
import { type Caller as CallerValue, ControlError } from "@grantry/control";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { type RoutingTable, RoutingTables } from "../planes/routing-tables.js";
import { envoyClusters, envoyRoutes } from "./envoy.js";
import { CONTROL_PLANE, publicRoutes } from "./public-routes.js";
import { traefikConfiguration } from "./traefik.js";

/** The routing table in the words of proxies that stand in the gateway's place. */
@Controller("routing")
export class RoutingController {
  constructor(
    private readonly controlPlane: ControlPlane,
    private readonly tables: RoutingTables,
  ) {}

  @Get("traefik")
  @Permission("planes:read")
  @Header("cache-control", "no-store")
  async traefik(@Caller() caller: CallerValue) {
    const { routes, processes } = await this.routes(caller);
    return traefikConfiguration(routes, processes);
  }

  @Get("envoy")
  @Permission("planes:read")
  @Header("cache-control", "no-store")
  async envoy(@Caller() caller: CallerValue) {
    const { table, routes } = await this.routes(caller);
    return envoyRoutes(table.version, routes);
  }

  @Get("envoy/clusters")
  @Permission("planes:read")
  @Header("cache-control", "no-store")
  async clusters(@Caller() caller: CallerValue) {
    const { table, processes } = await this.routes(caller);
    return envoyClusters(table.version, processes);
  }

  private async routes(caller: CallerValue) {
    await this.assertRunsInstallation(caller);
    const { addresses, controlPlaneUrl } = this.controlPlane.config;
    const table: RoutingTable = await this.tables.read();
    const processes = { ...table.planes, [CONTROL_PLANE]: [controlPlaneUrl] };
    return { table, routes: publicRoutes(addresses, table), processes };
  }

  /** The table names projects and hosts of every workspace: it is for who runs the installation. */
  private async assertRunsInstallation(caller: CallerValue): Promise<void> {
    const first = await this.controlPlane.control.workspaces.findFirst();
    if (first?.id === caller.workspace.id && caller.projectIds === null) return;
    throw new ControlError(
      "forbidden",
      "Only the workspace that runs the installation reads its routing table.",
    );
  }
}
