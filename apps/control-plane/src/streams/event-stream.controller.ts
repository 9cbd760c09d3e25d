import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
} from "@nestjs/common";
import {
  createEventStreamBodySchema,
  EVENT_TYPES,
  replayBodySchema,
  rollStreamSecretBodySchema,
  setEventStreamBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, Permission, SignedIn } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { createStream, deleteStream, rollStreamSecret, setStream } from "./change-streams.js";
import type { StreamPath } from "./find-stream.js";
import { listStreams, readStream } from "./read-streams.js";
import {
  listDeliveries,
  readDelivery,
  redeliver,
  replay,
  sendTestEvent,
} from "./stream-deliveries.js";

type DeliveryPath = StreamPath & { delivery: string };

/** Where a project's events go (Ory's routes), and what became of them. */
@Controller()
export class EventStreamController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("event-types")
  @SignedIn()
  types() {
    return EVENT_TYPES;
  }

  @Get("projects/:project/eventstreams")
  @Permission("streams:read")
  @Paged("event_streams")
  list(@Caller() caller: CallerValue, @Param("project") project: string) {
    return listStreams(this.controlPlane, caller, project);
  }

  @Post("projects/:project/eventstreams")
  @Permission("streams:write")
  @Header("cache-control", "no-store")
  create(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Body({ schema: createEventStreamBodySchema })
    body: z.output<typeof createEventStreamBodySchema>,
  ) {
    return createStream(this.controlPlane, caller, { project, body });
  }

  @Get("projects/:project/eventstreams/:stream")
  @Permission("streams:read")
  read(@Caller() caller: CallerValue, @Param() path: StreamPath) {
    return readStream(this.controlPlane, caller, path);
  }

  @Put("projects/:project/eventstreams/:stream")
  @Permission("streams:write")
  set(
    @Caller() caller: CallerValue,
    @Param() path: StreamPath,
    @Body({ schema: setEventStreamBodySchema }) body: z.output<typeof setEventStreamBodySchema>,
  ) {
    return setStream(this.controlPlane, caller, { ...path, body });
  }

  @Delete("projects/:project/eventstreams/:stream")
  @Permission("streams:write")
  @HttpCode(204)
  remove(@Caller() caller: CallerValue, @Param() path: StreamPath) {
    return deleteStream(this.controlPlane, caller, path);
  }

  @Post("projects/:project/eventstreams/:stream/secret")
  @Permission("streams:write")
  @Header("cache-control", "no-store")
  roll(
    @Caller() caller: CallerValue,
    @Param() path: StreamPath,
    @Body({ schema: rollStreamSecretBodySchema })
    body: z.output<typeof rollStreamSecretBodySchema>,
  ) {
    return rollStreamSecret(this.controlPlane, caller, { ...path, body });
  }

  @Post("projects/:project/eventstreams/:stream/test")
  @Permission("streams:write")
  @HttpCode(202)
  test(@Caller() caller: CallerValue, @Param() path: StreamPath) {
    return sendTestEvent(this.controlPlane, caller, path);
  }

  @Post("projects/:project/eventstreams/:stream/replay")
  @Permission("streams:write")
  @HttpCode(202)
  replay(
    @Caller() caller: CallerValue,
    @Param() path: StreamPath,
    @Body({ schema: replayBodySchema }) body: z.output<typeof replayBodySchema>,
  ) {
    return replay(this.controlPlane, caller, { ...path, body });
  }

  @Get("projects/:project/eventstreams/:stream/deliveries")
  @Permission("streams:read")
  deliveries(
    @Caller() caller: CallerValue,
    @Param() path: StreamPath,
    @Query() query: Record<string, unknown>,
  ) {
    return listDeliveries(this.controlPlane, caller, { ...path, query });
  }

  @Get("projects/:project/eventstreams/:stream/deliveries/:delivery")
  @Permission("streams:read")
  delivery(@Caller() caller: CallerValue, @Param() path: DeliveryPath) {
    return readDelivery(this.controlPlane, caller, path);
  }

  @Post("projects/:project/eventstreams/:stream/deliveries/:delivery/redeliver")
  @Permission("streams:write")
  @HttpCode(202)
  redeliver(@Caller() caller: CallerValue, @Param() path: DeliveryPath) {
    return redeliver(this.controlPlane, caller, path);
  }
}
