import { Controller, Get, Header, Query } from "@nestjs/common";
import { Public } from "../access/access.decorator.js";
import { type RoutingTable, RoutingTables } from "./routing-tables.js";

const LONGEST_WAIT_SECONDS = 30;

/** For processes of the installation: the public API address does not lead here. */
@Controller("internal")
export class RoutingTableController {
  constructor(private readonly tables: RoutingTables) {}

  /** With `version` and `wait` the answer comes when there is another table, or after so long. */
  @Get("routing-table")
  @Public()
  @Header("cache-control", "no-store")
  routingTable(
    @Query("version") version: string | undefined,
    @Query("wait") wait: string | undefined,
  ): Promise<RoutingTable> {
    const seconds = Math.min(Number(wait ?? 0) || 0, LONGEST_WAIT_SECONDS);
    return this.tables.after(version, seconds * 1_000);
  }
}
