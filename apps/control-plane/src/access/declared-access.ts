import { Injectable, type OnModuleInit, RequestMethod } from "@nestjs/common";
import { DiscoveryService, MetadataScanner, Reflector } from "@nestjs/core";
import { ACCESS } from "./access.decorator.js";

/** One route of the application. */
export interface DeclaredRoute {
  controller: string;
  handler: string;
  method: string;
}

/** Refuses to start while a route says neither which permission it asks for nor that it is public. */
@Injectable()
export class DeclaredAccess implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const silent = this.routesWithoutAccess();
    if (silent.length === 0) return;
    const names = silent.map(({ controller, handler }) => `${controller}.${handler}`);
    throw new Error(
      `Routes without @Permission, @SignedIn or @Public: ${names.join(", ")}. Declare one on each.`,
    );
  }

  private routesWithoutAccess(): DeclaredRoute[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (!metatype || typeof metatype !== "function") return [];
      const prototype: unknown = Object.getPrototypeOf(instance);
      if (typeof prototype !== "object" || prototype === null) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((handler) => {
        const method: unknown = Object.getOwnPropertyDescriptor(prototype, handler)?.value;
        if (typeof method !== "function") return [];
        const verb = this.reflector.get<RequestMethod | undefined>("method", method);
        if (verb === undefined) return [];
        const access = this.reflector.getAllAndOverride<unknown>(ACCESS, [method, metatype]);
        const route = { controller: metatype.name, handler, method: RequestMethod[verb] };
        return access === undefined ? [route] : [];
      });
    });
  }
}
