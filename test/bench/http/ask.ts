import { Connection, type Answer } from "./connection.js";

/** One request on a connection of its own, at a port of this machine. */
export interface Question {
  readonly port: number;
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** `host` included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request and returns the answer, whatever it is. */
export async function ask({ port, method, path, headers, body }: Question): Promise<Answer> {
  const connection = await Connection.open(port);
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const lines = Object.entries({ ...headers, ...length }).map(([name, text]) => `${name}: ${text}`);
  try {
    return await connection.send(
      `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body ?? ""}`,
    );
  } finally {
    connection.close();
  }
}
