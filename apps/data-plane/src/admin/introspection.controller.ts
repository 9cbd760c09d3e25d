import { Body, Controller, HttpCode, Post } from "@nestjs/common";
import { introspect, readParameters } from "@grantry/oauth2";
import type { Introspection } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { formOf } from "../public/bodies.js";
import { Needs } from "./permissions.js";

/** Introspection of any token of the project (Hydra's admin API, RFC 7662 §2.2). */
@Controller("admin/oauth2/introspect")
export class IntrospectionController {
  @Post()
  @HttpCode(200)
  @Needs("tokens:read")
  async introspect(
    @CurrentProject() project: OpenedProject,
    @Body() body: unknown,
  ): Promise<Introspection> {
    const parameters = readParameters(formOf(body));
    project.usage.count("introspections");
    return introspect(project.issuer, parameters.required("token"), parameters.words("scope"));
  }
}
