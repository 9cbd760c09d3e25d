import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { Health } from "@grantry/platform";
import { AppModule } from "./app.module.js";
import type { ControlPlane } from "./control-plane.js";
import { fastifyAdapter, prepareServer } from "./http/server.js";

/** The control plane as an application that can be listened to, or asked in a test. */
export async function createApplication(
  controlPlane: ControlPlane,
  health = new Health({ database: () => controlPlane.control.ping() }),
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over(controlPlane, health),
    fastifyAdapter(controlPlane.config),
    { bodyParser: false, logger: ["error", "fatal"], abortOnError: false },
  );
  await prepareServer(app);
  await app.init();
  return app;
}
