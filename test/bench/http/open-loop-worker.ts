import { parentPort, workerData } from "node:worker_threads";
import type { LoadPlan } from "../load/plan.js";
import { openLoop, type Pace } from "./open-loop.js";

/** An open loop on a thread of its own, for {@link openLoopAside}. */
const { plan, pace } = workerData as { plan: LoadPlan; pace: Pace };
parentPort?.postMessage(await openLoop(plan, pace));
