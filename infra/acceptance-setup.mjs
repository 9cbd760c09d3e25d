import { startCoordinator } from "../test/dist/support/coordinator.js";

/** Once per run of acceptance specs, before the first worker begins. */
export default async function setUp() {
  globalThis.stopGrantryCoordinator = await startCoordinator();
}
