import { once } from "node:events";
import net from "node:net";
import { ConnectionPool } from "./connection-pool.js";
import type { UpstreamConnection, UpstreamFailure } from "./upstream-connection.js";

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

interface Outcome {
  readonly body?: string;
  readonly failure?: UpstreamFailure;
  readonly mayRepeat?: boolean;
  readonly connection: UpstreamConnection | undefined;
}

let server: net.Server;
let pool: ConnectionPool;
let connections: net.Socket[];
/** What the server says to a request; nothing ends the connection. */
let answer: string | undefined;

beforeEach(async () => {
  connections = [];
  answer = ANSWER;
  server = net.createServer((socket) => {
    connections.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", () => (answer === undefined ? socket.destroy() : socket.write(answer)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  pool = new ConnectionPool({
    host: "127.0.0.1",
    port: (server.address() as net.AddressInfo).port,
  });
});
afterEach(() => {
  pool.close();
  for (const socket of connections) socket.destroy();
  server.close();
});

function ask(isRepeatable = true): Promise<Outcome> {
  return new Promise((resolve) => {
    let body = "";
    let connection: UpstreamConnection | undefined;
    pool.send({
      method: "GET",
      bytes: "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
      isRepeatable,
      taker: {
        sent: (over) => void (connection = over),
        head: () => undefined,
        body: (piece) => void (body += piece.toString()),
        end: () => resolve({ body, connection }),
        broken: () => resolve({ failure: "unreachable", mayRepeat: false, connection }),
        failed: (failure, mayRepeat) => resolve({ failure, mayRepeat, connection }),
      },
    });
  });
}

describe("kept-alive connections (RFC 9112 §9.3)", () => {
  test("carry one request after the other, and several at once go over several", async () => {
    for (let count = 0; count < 3; count += 1) expect((await ask()).body).toBe("ok");
    expect(connections).toHaveLength(1);
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ body }) => body)).toEqual(["ok", "ok", "ok"]);
    expect(connections).toHaveLength(3);
  });

  test("that were given up a moment ago carry nothing more", async () => {
    const { connection } = await ask();
    connection?.destroy();
    expect((await ask()).body).toBe("ok");
    expect(connections).toHaveLength(2);
  });

  test("are not used again after an answer that says so, or says too much", async () => {
    for (const said of [ANSWER.replace("\r\n", "\r\nconnection: close\r\n"), `${ANSWER}more`]) {
      answer = said;
      const before = connections.length;
      expect((await ask()).body).toBe("ok");
      answer = ANSWER;
      expect((await ask()).body).toBe("ok");
      expect(connections.length).toBeGreaterThan(before);
    }
  });

  test("that end under a request say whether it may be sent again (RFC 9110 §9.2.2)", async () => {
    answer = undefined;
    expect(await ask()).toMatchObject({ failure: "unreachable", mayRepeat: false });
    for (const isRepeatable of [true, false]) {
      answer = ANSWER;
      await ask();
      answer = undefined;
      expect(await ask(isRepeatable)).toMatchObject({ mayRepeat: isRepeatable });
    }
    server.close();
    for (const socket of connections) socket.destroy();
    await once(server, "close");
    expect(await ask(false)).toMatchObject({ failure: "unreachable", mayRepeat: true });
  });

  test("that break off in the middle of an answer break it off", async () => {
    answer = ANSWER.slice(0, -1);
    const asked = ask();
    while (connections.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    setTimeout(() => connections.at(-1)?.destroy(), 50);
    expect(await asked).toMatchObject({ failure: "unreachable", mayRepeat: false });
  });
});
