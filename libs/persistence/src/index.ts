export { Envelope } from './envelope.js';
export * from "./control/index.js";
