/**
 * Codes of a connection that was refused, lost or not found, and of a server that is starting,
 * stopping or full (PostgreSQL, appendix A: classes 08, 53 and 57).
 */
const UNREACHABLE =
  /^(E(CONNREFUSED|CONNRESET|PIPE|NOTFOUND|AI_AGAIN|HOSTUNREACH|TIMEDOUT)|08\w{3}|53300|57P0[123])$/;
const WORDS =
  /timeout exceeded when trying to connect|Connection terminated|timeout expired|Client has encountered a connection error/;
const MOST_CAUSES = 5;

/**
 * Whether a statement failed because its database cannot be reached now: trying again later may
 * succeed.
 */
export function isUnreachableDatabase(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < MOST_CAUSES && isObject(cause); depth += 1) {
    if (UNREACHABLE.test(String(cause["code"])) || WORDS.test(String(cause["message"])))
      return true;
    const { errors } = cause;
    if (Array.isArray(errors) && errors.some(isUnreachableDatabase)) return true;
    cause = cause["driverError"] ?? cause["cause"];
  }
  return false;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
