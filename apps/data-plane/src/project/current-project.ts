import { createParamDecorator } from "@nestjs/common";
import type { ExecutionContext } from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import type { OpenedProject } from "./opened-project.js";
import { projectOf } from "./project-of-request.js";

/** The project a request is addressed to. */
export const CurrentProject = createParamDecorator(
  (_data: unknown, context: ExecutionContext): OpenedProject =>
    projectOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
