import { Controller, Get, Header } from "@nestjs/common";
import type { Version } from "@grantry/contracts";
import { Public } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { openApiDocument } from "./openapi.js";
import { documentationPage, PAGE_POLICY } from "./page.js";
import { VERSION } from "./version.js";

/** What this API is, for programs and for people. */
@Controller()
export class DocumentationController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("openapi.json")
  @Public()
  openApi() {
    return openApiDocument(this.controlPlane.addresses);
  }

  @Get("docs")
  @Public()
  @Header("content-type", "text/html; charset=utf-8")
  @Header("content-security-policy", PAGE_POLICY)
  docs(): string {
    return documentationPage(this.controlPlane.addresses);
  }

  @Get("version")
  @Public()
  version(): Version {
    return { version: VERSION };
  }
}
