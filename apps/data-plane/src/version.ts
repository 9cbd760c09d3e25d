/** The version that this process says it is. */
export const VERSION = "0.1.0";
