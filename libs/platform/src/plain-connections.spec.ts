import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { LINK_PREFACE } from "./link-frames.js";
import { PlainConnections, type PlainAnswer } from "./plain-connections.js";

/** A request for `/plain/...`, or for another path, which only `node:http` answers here. */
function request(path: string, body = "", fields = ""): string {
  return `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n${fields}\r\n${body}`;
}

describe("connections with nothing but plain requests", () => {
  let server: http.Server;
  let connections: PlainConnections;
  let port = 0;
  /** Answers that are waited for until the spec gives them. */
  let waiting: (() => void)[] = [];
  let faults: unknown[] = [];
  let isClosing = false;

  const answerOf = (by: string, body: string): PlainAnswer => ({
    text: `HTTP/1.1 200 OK\r\nby: ${by}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    encoding: "latin1",
  });

  async function listen(): Promise<void> {
    server = http.createServer((asked, response) => {
      let body = "";
      asked.on("data", (piece: Buffer) => (body += piece.toString()));
      asked.on("end", () => response.setHeader("by", "node").end(`${asked.url} ${body}`));
    });
    const readers = server.listeners("connection");
    server.removeAllListeners("connection");
    connections = new PlainConnections({
      take: ({ url }) => {
        if (!url.startsWith("/plain")) return undefined;
        return (body) => {
          const text = body?.toString() ?? "";
          if (url === "/plain/fault") throw new Error("a fault");
          if (url === "/plain/large") return answerOf("plain", "x".repeat(8 * 1024 * 1024));
          if (url !== "/plain/later") return answerOf("plain", text);
          return new Promise((resolve) => waiting.push(() => resolve(answerOf("plain", text))));
        };
      },
      leave: (socket) => {
        for (const read of readers) Reflect.apply(read, server, [socket]);
      },
      isClosing: () => isClosing,
      onFault: (fault) => faults.push(fault),
      idleMilliseconds: 300,
      largestBodyBytes: 1_000_000,
    });
    server.on("connection", (socket: Socket) => connections.serve(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }

  beforeEach(async () => {
    [waiting, faults, isClosing] = [[], [], false];
    await listen();
  });

  afterEach(async () => {
    connections.closeIdle();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  /** A client that writes bytes and shows who answered what. */
  function open() {
    const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let received = "";
    let isOver = false;
    socket.on("data", (piece: Buffer) => (received += piece.toString("latin1")));
    socket.on("end", () => (isOver = true));
    socket.on("close", () => (isOver = true));
    socket.on("error", () => (isOver = true));
    const until = async (holds: () => boolean): Promise<void> => {
      const deadline = Date.now() + 5_000;
      while (!holds()) {
        if (Date.now() > deadline)
          throw new Error(`received no more than ${received.slice(0, 500)}`);
        await pause(2);
      }
    };
    return {
      socket,
      write: (bytes: string) => socket.write(bytes),
      answers: () => answersIn(received),
      async untilAnswers(count: number): Promise<string[]> {
        await until(() => answersIn(received).length >= count);
        return answersIn(received);
      },
      untilOver: () => until(() => isOver),
    };
  }

  /** Each complete answer as `who: body`. */
  function answersIn(received: string): string[] {
    const head = /^HTTP\/1\.1 (\d+) [^\r]*\r\n((?:[^\r]+\r\n)*)\r\n/.exec(received);
    if (head === null) return [];
    const [text, status = "", fields = ""] = head;
    const length = Number(/^content-length: (\d+)/im.exec(fields)?.[1] ?? 0);
    if (received.length < text.length + length) return [];
    const by = /^by: (.*)$/im.exec(fields)?.[1]?.trim() ?? status;
    const body = received.slice(text.length, text.length + length);
    return [`${by}: ${body}`, ...answersIn(received.slice(text.length + length))];
  }

  it("are answered one request after the other, sent at once or bit by bit", async () => {
    const client = open();
    client.write(request("/plain", "1") + request("/plain", "2"));
    expect(await client.untilAnswers(2)).toEqual(["plain: 1", "plain: 2"]);
    const third = request("/plain", "the third");
    client.write(third.slice(0, -5));
    await pause(20);
    client.write(third.slice(-5, -2));
    await pause(20);
    client.write(third.slice(-2) + request("/plain", "4"));
    expect(await client.untilAnswers(4)).toEqual([
      "plain: 1",
      "plain: 2",
      "plain: the third",
      "plain: 4",
    ]);
  });

  it("are left to node:http when a body comes slowly (RFC 9110 §15.5.9)", async () => {
    const client = open();
    const slow = request("/plain", "slowly");
    client.write(slow.slice(0, -6));
    for (const byte of slow.slice(-6)) {
      await pause(220);
      client.write(byte);
    }
    expect(await client.untilAnswers(1)).toEqual(["node: /plain slowly"]);
    client.write(request("/plain", "again"));
    expect(await client.untilAnswers(2)).toEqual(["node: /plain slowly", "node: /plain again"]);
  });

  it("take long bodies in many pieces", async () => {
    const client = open();
    const body = "0123456789".repeat(50_000);
    client.write(request("/plain", body));
    expect(await client.untilAnswers(1)).toEqual([`plain: ${body}`]);
  });

  it("keep the order of answers where one is waited for", async () => {
    const client = open();
    client.write(request("/plain/later", "1") + request("/plain", "2"));
    await pause(20);
    client.write(request("/plain", "3") + request("/other", "4"));
    client.write(request("/plain", "5"));
    await pause(20);
    expect(client.answers()).toEqual([]);
    waiting[0]?.();
    expect(await client.untilAnswers(5)).toEqual([
      "plain: 1",
      "plain: 2",
      "plain: 3",
      "node: /other 4",
      "node: /plain 5",
    ]);
  });

  it("are left to node:http at the first other request, with all that follows", async () => {
    const client = open();
    client.write(request("/plain", "1"));
    await client.untilAnswers(1);
    const other = request("/other", "two");
    client.write(other.slice(0, 12));
    await pause(20);
    client.write(other.slice(12));
    await client.untilAnswers(2);
    client.write("GET /last HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    expect((await client.untilAnswers(3)).slice(0, 2)).toEqual(["plain: 1", "node: /other two"]);
    await client.untilOver();
  });

  it("are left with chunked bodies, other versions and nonsense", async () => {
    const chunked = open();
    chunked.write(
      "POST /plain HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    );
    expect((await chunked.untilAnswers(1))[0]).toContain("node");
    const nonsense = open();
    nonsense.write("nonsense\r\n\r\n");
    expect(await nonsense.untilAnswers(1)).toEqual(["400: "]);
    await nonsense.untilOver();
  });

  it("answer a client that has finished sending", async () => {
    const client = open();
    client.socket.end(request("/plain", "1") + request("/plain/later", "2"));
    await client.untilAnswers(1);
    await pause(20);
    waiting[0]?.();
    expect(await client.untilAnswers(2)).toEqual(["plain: 1", "plain: 2"]);
    await client.untilOver();
  });

  it("answer what was sent before an end and waits in the socket", async () => {
    const client = open();
    client.write(request("/plain/later", "1"));
    await pause(20);
    client.socket.end(request("/plain", "2") + request("/plain", "3"));
    await pause(20);
    waiting[0]?.();
    expect(await client.untilAnswers(3)).toEqual(["plain: 1", "plain: 2", "plain: 3"]);
    await client.untilOver();
  });

  it("read no further while the client does not take its answers", async () => {
    const client = open();
    client.socket.pause();
    client.write(request("/plain/large") + request("/plain/later", "behind"));
    await pause(50);
    expect(waiting).toHaveLength(0);
    client.socket.resume();
    await client.untilAnswers(1);
    while (waiting.length === 0) await pause(2);
    waiting[0]?.();
    expect((await client.untilAnswers(2))[1]).toBe("plain: behind");
  });

  it("outlive a client that goes away before its answer", async () => {
    const gone = open();
    gone.write(request("/plain/later", "1"));
    while (waiting.length === 0) await pause(2);
    gone.socket.resetAndDestroy();
    await pause(20);
    waiting[0]?.();
    const client = open();
    client.write(request("/plain", "2"));
    expect(await client.untilAnswers(1)).toEqual(["plain: 2"]);
    expect(faults).toEqual([]);
  });

  it("are cut off by a fault, which is told", async () => {
    const client = open();
    client.write(request("/plain/fault"));
    await client.untilOver();
    expect(faults).toEqual([new Error("a fault")]);
    expect(client.answers()).toEqual([]);
  });

  it("end with the answer that says so, and when they are idle", async () => {
    const [busy, idle] = [open(), open()];
    busy.write(request("/plain/later", "1"));
    idle.write(request("/plain", "1"));
    await idle.untilAnswers(1);
    while (waiting.length === 0) await pause(2);
    isClosing = true;
    connections.closeIdle();
    await idle.untilOver();
    waiting[0]?.();
    expect(await busy.untilAnswers(1)).toEqual(["plain: 1"]);
    await busy.untilOver();
  });

  it("end after a while without a request, not while an answer is made", async () => {
    const [busy, idle] = [open(), open()];
    busy.write(request("/plain/later", "1"));
    await idle.untilOver();
    await pause(300);
    waiting[0]?.();
    expect(await busy.untilAnswers(1)).toEqual(["plain: 1"]);
    await busy.untilOver();
  });

  it("are no links where nobody serves those", async () => {
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (piece: Buffer) => (text += piece.toString()));
    socket.write(LINK_PREFACE);
    await once(socket, "close");
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });
});
