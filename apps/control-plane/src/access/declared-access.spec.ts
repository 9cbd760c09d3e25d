import "reflect-metadata";
import { Controller, Get, Module } from "@nestjs/common";
import { DiscoveryModule, NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import { Permission, Public } from "./access.decorator.js";
import { DeclaredAccess } from "./declared-access.js";

@Controller("declared")
class DeclaredController {
  @Get("public")
  @Public()
  open() {
    return {};
  }

  @Get("guarded")
  @Permission("clients:read")
  guarded() {
    return {};
  }
}

@Controller("silent")
class SilentController {
  @Get()
  forgotten() {
    return {};
  }
}

@Module({
  imports: [DiscoveryModule],
  controllers: [DeclaredController],
  providers: [DeclaredAccess],
})
class DeclaredModule {}

@Module({
  imports: [DiscoveryModule],
  controllers: [DeclaredController, SilentController],
  providers: [DeclaredAccess],
})
class SilentModule {}

async function start(module: typeof DeclaredModule): Promise<void> {
  const options = { logger: false as const, abortOnError: false };
  const adapter = new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, options);
  try {
    await app.init();
  } finally {
    await app.close();
  }
}

describe("declared access", () => {
  it("lets an application start whose routes all say what they ask for", async () => {
    await expect(start(DeclaredModule)).resolves.toBeUndefined();
  });

  it("refuses to start with a route that is silent, and names it", async () => {
    await expect(start(SilentModule)).rejects.toThrow("SilentController.forgotten");
  });
});
