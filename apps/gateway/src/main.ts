import { createLogger, Environment, onShutdown, runMain } from "@grantry/platform";
import { readConfig } from "./config.js";
import { ConsoleFiles } from "./console-files.js";
import { FrequentRequests } from "./frequent-requests.js";
import { Gateway } from "./gateway.js";
import { gatewayHealth } from "./gateway-health.js";
import { createListener, drain, listen } from "./listener.js";
import { Planes } from "./routing-table.js";
import { Upstream } from "./upstream.js";

const drainMilliseconds = 4_000;
const logger = createLogger({ name: "gateway" });

runMain(
  () => logger,
  async () => {
    const config = readConfig(new Environment());
    const planes = new Planes({ ...config, logger });
    const controlPlane = new Upstream([config.controlPlaneUrl]);
    const health = gatewayHealth(config.controlPlaneUrl, () => planes.processes());
    const consoleFiles = new ConsoleFiles(config.consoleDir, config.addresses);
    const gateway = new Gateway({ ...config, health, planes, controlPlane, consoleFiles, logger });
    const listener = createListener(config, (request, response) => {
      void gateway.handle(request, response);
    });
    const frequent = new FrequentRequests(gateway, listener);
    listener.servePlain({
      take: (head, socket) => frequent.take(head, socket),
      onFault: (fault) => logger.error({ err: fault }, "fault"),
    });
    planes.startRefreshing();
    await listen(listener, config);
    const stop = async (): Promise<void> => {
      await drain(listener, drainMilliseconds);
      planes.close();
      controlPlane.close();
    };
    onShutdown(logger, stop, { health, seconds: config.drainSeconds });
    logger.info({ port: config.port, mode: config.addresses.mode }, "listening");
  },
);
