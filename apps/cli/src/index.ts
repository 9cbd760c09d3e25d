export { run } from "./run.js";
export { openWorld, type World } from "./world.js";
