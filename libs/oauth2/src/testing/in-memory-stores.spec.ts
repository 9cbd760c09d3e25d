import { describeStores } from "./describe-stores.js";
import { inMemoryStores } from "./in-memory-stores.js";

describeStores("in-memory", () => inMemoryStores());
