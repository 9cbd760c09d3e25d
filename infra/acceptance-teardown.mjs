/** Once per run of acceptance specs, after the last one. */
export default async function tearDown() {
  await globalThis.stopGrantryCoordinator?.();
}
