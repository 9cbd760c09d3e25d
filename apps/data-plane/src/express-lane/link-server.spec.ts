import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { FRAME, FrameReader, frameText, LINK_PREFACE, readAnswerFrame } from "@grantry/platform";
import type { LinkedAnswer } from "@grantry/platform";
import { pino } from "pino";
import { LaneServer } from "./lane-server.js";

const LARGE = "x".repeat(256 * 1024);

interface Seen {
  readonly kind: number;
  readonly number: number;
  readonly answer: LinkedAnswer | undefined;
}

/** The end of a gateway, which does what a spec tells it. */
class FarEnd {
  readonly seen: Seen[] = [];
  preface = "";
  isOver = false;
  readonly #reader = new FrameReader(1024 * 1024, (kind, number, bytes, start, end) => {
    const answer = kind === FRAME.answer ? readAnswerFrame(bytes, start, end) : undefined;
    this.seen.push({ kind, number, answer });
  });

  constructor(readonly socket: Socket) {
    socket.on("error", () => undefined);
    socket.on("close", () => (this.isOver = true));
    socket.on("data", (bytes: Buffer) => {
      const missing = LINK_PREFACE.length - this.preface.length;
      this.preface += bytes.toString("latin1", 0, missing);
      if (bytes.length > missing) this.#reader.push(bytes.subarray(missing));
    });
  }

  say(...frames: string[]): void {
    this.socket.write(frames.join(""), "latin1");
  }

  /** What has come, once there is so much of it. */
  async until(count: number): Promise<readonly Seen[]> {
    while (this.seen.length < count) await pause(5);
    return this.seen;
  }
}

const asked = (number: number, path: string, body = "", fields = ""): string =>
  frameText(
    FRAME.request,
    number,
    `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n${fields}\r\n${body}`,
  );

describe("the process's end of a link", () => {
  let server: LaneServer;
  /** Gives the answers that are waited for, by their path. */
  let waiting: Map<string, () => void>;
  let taken: string[];
  let peers: (string | undefined)[];

  beforeEach(async () => {
    [waiting, taken, peers] = [new Map<string, () => void>(), [], []];
    const lane: ConstructorParameters<typeof LaneServer>[0] = {
      takes: () => false,
      takesPlain: () => undefined,
      takesLinked: ({ url }, socket) => {
        if (url.startsWith("/other")) return undefined;
        taken.push(url);
        peers.push(socket.remoteAddress);
        return (body) => {
          if (url === "/fault") throw new Error("a fault");
          const text = url === "/large" ? LARGE : (body?.toString() ?? "");
          const answer: LinkedAnswer = { head: `HTTP/1.1 200 OK\r\nof: ${url}\r\n`, body: text };
          if (!url.startsWith("/later")) return answer;
          return new Promise((resolve) => waiting.set(url, () => resolve(answer)));
        };
      },
    };
    const ordinary: ConstructorParameters<typeof LaneServer>[1] = (_request, response) => {
      response.end("ordinary");
    };
    server = new LaneServer(lane, ordinary, pino({ level: "silent" }));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  const ends: FarEnd[] = [];
  afterEach(() => {
    for (const { socket } of ends.splice(0)) socket.destroy();
    server.close();
  });

  async function connect(): Promise<Socket> {
    const socket = net.connect((server.address() as AddressInfo).port, "127.0.0.1");
    await once(socket, "connect");
    return socket;
  }

  async function open(): Promise<FarEnd> {
    const end = new FarEnd(await connect());
    ends.push(end);
    end.socket.write(LINK_PREFACE);
    while (end.preface.length < LINK_PREFACE.length) await pause(5);
    expect(end.preface).toBe(LINK_PREFACE.toString("latin1"));
    return end;
  }

  /** All that is said on a connection to which bytes were written. */
  async function saidTo(bytes: string): Promise<string> {
    const socket = await connect();
    let text = "";
    socket.on("data", (piece: Buffer) => (text += piece.toString("latin1")));
    socket.write(bytes, "latin1");
    await once(socket, "close");
    return text;
  }

  it("answers as soon as an answer is ready: a slow one holds up nobody", async () => {
    const end = await open();
    end.say(asked(1, "/later/a", "a"), asked(2, "/later/b", "b"), asked(3, "/now", "\xc3\xa4"));
    expect(await end.until(1)).toMatchObject([{ kind: FRAME.answer, number: 3 }]);
    waiting.get("/later/b")?.();
    await end.until(2);
    waiting.get("/later/a")?.();
    const answers = await end.until(3);
    expect(answers.map(({ number, answer }) => [number, answer?.head, answer?.body])).toEqual([
      [3, "HTTP/1.1 200 OK\r\nof: /now\r\n", "ä"],
      [2, "HTTP/1.1 200 OK\r\nof: /later/b\r\n", "b"],
      [1, "HTTP/1.1 200 OK\r\nof: /later/a\r\n", "a"],
    ]);
    expect(new Set(peers)).toEqual(new Set([end.socket.localAddress]));
  });

  it("takes nothing that the lane leaves, nor what `readPlainHead` does not read", async () => {
    const end = await open();
    end.say(
      asked(1, "/other"),
      asked(2, "/now?query"),
      asked(3, "/now", "", "transfer-encoding: chunked\r\n"),
      frameText(FRAME.request, 4, "no request"),
      asked(5, "/now"),
    );
    const kinds = (await end.until(5)).map(({ kind, number }) => [number, kind]);
    expect(kinds).toEqual([
      [1, FRAME.notTaken],
      [2, FRAME.notTaken],
      [3, FRAME.notTaken],
      [4, FRAME.notTaken],
      [5, FRAME.answer],
    ]);
    expect(taken).toEqual(["/now"]);
  });

  it("says that there is no answer, and goes on", async () => {
    const end = await open();
    end.say(asked(1, "/fault"), asked(2, "/now"), frameText(FRAME.ping, 9, ""));
    const kinds = (await end.until(3)).map(({ kind, number }) => [number, kind]);
    expect(kinds).toEqual([
      [1, FRAME.fault],
      [2, FRAME.answer],
      [9, FRAME.ping],
    ]);
  });

  it.each([
    ["a frame that is too large", "\xff\xff\xff\xff\x01\0\0\0\x01"],
    ["a frame that only a process sends", frameText(FRAME.answer, 1, "\0\0\0\0")],
    [
      "a body that is longer than it says",
      frameText(FRAME.request, 1, "POST /now HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabcd"),
    ],
    [
      "a body with bytes behind it",
      frameText(FRAME.request, 1, "GET /now HTTP/1.1\r\nhost: a\r\n\r\nmore"),
    ],
  ])("ends at %s, and the process goes on", async (_name, bytes) => {
    const end = await open();
    end.say(bytes);
    while (!end.isOver) await pause(5);
    const next = await open();
    next.say(asked(1, "/now"));
    expect(await next.until(1)).toMatchObject([{ kind: FRAME.answer }]);
  });

  it("reads no more while its answers are not read, and loses none", async () => {
    const end = await open();
    end.socket.pause();
    const count = 200;
    for (let number = 1; number <= count; number += 1) {
      end.say(asked(number, "/large"));
      await pause(1);
    }
    await pause(100);
    expect(taken.length).toBeLessThan(count);
    end.socket.resume();
    const answers = await end.until(count);
    expect(answers.every(({ answer }) => answer?.body === LARGE)).toBe(true);
    expect(answers.map(({ number }) => number)).toEqual(answers.map((_, index) => index + 1));
  });

  it("takes no more at once than is agreed", async () => {
    const end = await open();
    const frames = Array.from({ length: 1_025 }, (_, index) => asked(index + 1, "/later"));
    end.say(...frames);
    expect(await end.until(1)).toMatchObject([{ kind: FRAME.notTaken, number: 1_025 }]);
  });

  it("finishes what is under way when the process closes, and takes nothing more", async () => {
    const [idle, end] = [await open(), await open()];
    end.say(asked(1, "/later"));
    while (waiting.size === 0) await pause(5);
    const closed = once(server, "close");
    server.close();
    expect(await end.until(1)).toMatchObject([{ kind: FRAME.closing }]);
    expect(await idle.until(1)).toMatchObject([{ kind: FRAME.closing }]);
    idle.socket.end();
    end.say(asked(2, "/now"));
    expect(await end.until(2)).toMatchObject([{}, { kind: FRAME.notTaken, number: 2 }]);
    waiting.get("/later")?.();
    expect(await end.until(3)).toMatchObject([{}, {}, { kind: FRAME.answer, number: 1 }]);
    end.socket.end();
    await closed;
    expect(taken).toEqual(["/later"]);
  });

  it("answers what is under way when the gateway has said all", async () => {
    const end = await open();
    end.say(asked(1, "/later"));
    while (waiting.size === 0) await pause(5);
    end.socket.end();
    await pause(20);
    waiting.get("/later")?.();
    expect(await end.until(1)).toMatchObject([{ kind: FRAME.answer, number: 1 }]);
    while (!end.isOver) await pause(5);
  });

  it("outlives a gateway that goes away under its requests", async () => {
    const end = await open();
    end.say(asked(1, "/later"));
    while (waiting.size === 0) await pause(5);
    end.socket.destroy();
    await pause(20);
    waiting.get("/later")?.();
    const next = await open();
    next.say(asked(1, "/now"));
    expect(await next.until(1)).toMatchObject([{ kind: FRAME.answer }]);
  });

  it("begins with its preface, in whatever pieces, and with nothing else", async () => {
    const end = new FarEnd(await connect());
    ends.push(end);
    for (const byte of LINK_PREFACE) {
      end.socket.write(Buffer.from([byte]));
      await pause(2);
    }
    end.say(asked(1, "/now"));
    expect(await end.until(1)).toMatchObject([{ kind: FRAME.answer }]);
    const other = "GET /other HTTP/1.1\r\nhost: a\r\n\r\n";
    expect(await saidTo("\0GRANTRY-LINK/2\r\n")).toContain("HTTP/1.1 400 Bad Request");
    expect(await saidTo(other + LINK_PREFACE.toString("latin1"))).not.toContain("GRANTRY");
  });
});
