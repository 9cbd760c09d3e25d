import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import {
  answerFrameText,
  FRAME,
  FrameReader,
  frameText,
  LARGEST_REQUEST_FRAME,
  LINK_PREFACE,
  MOST_UNDER_WAY,
} from "@grantry/platform";
import { Link } from "./link.js";
import type { LinkOutcome } from "./link-connection.js";

const REQUEST = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

/** A tick is a second in a gateway: this many milliseconds here. */
const TICK = 20;

interface Asked {
  readonly number: number;
  readonly text: string;
}

/** A request on its way: what becomes of it is not waited for yet. */
interface Sent {
  readonly outcome: Promise<LinkOutcome>;
}

/** The end of a process, which does what a spec tells it. */
class FarEnd {
  readonly asked: Asked[] = [];
  isOver = false;
  answersPings = true;
  readonly #reader = new FrameReader(1024 * 1024, (kind, number, bytes, start, end) => {
    if (kind === FRAME.request) {
      this.asked.push({ number, text: bytes.toString("latin1", start, end) });
    } else if (this.answersPings) this.say(frameText(kind, number, ""));
  });

  constructor(readonly socket: Socket) {
    let missing = LINK_PREFACE.length;
    socket.on("error", () => undefined);
    socket.on("close", () => (this.isOver = true));
    socket.on("data", (bytes: Buffer) => {
      const frames = bytes.subarray(missing);
      missing -= Math.min(missing, bytes.length);
      if (frames.length > 0) this.#reader.push(frames);
    });
  }

  say(...frames: string[]): void {
    this.socket.write(frames.join(""), "latin1");
  }

  answer(number: number, body: string): void {
    this.say(answerFrameText(number, { head: "HTTP/1.1 200 OK\r\n", body }));
  }

  async until(count: number): Promise<readonly Asked[]> {
    while (this.asked.length < count) await pause(5);
    return this.asked;
  }
}

describe("the gateway's end of a link", () => {
  let server: net.Server;
  let ends: FarEnd[];
  /** What a process says to the preface. */
  let greeting: string;
  let link: Link;

  beforeEach(async () => {
    [ends, greeting] = [[], LINK_PREFACE.toString("latin1")];
    server = net.createServer({ allowHalfOpen: true }, (socket) => {
      ends.push(new FarEnd(socket));
      socket.once("data", () => socket.write(greeting, "latin1"));
      socket.on("end", () => socket.end());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    link = new Link({ host: "127.0.0.1", port }, TICK);
  });

  afterEach(() => {
    link.close();
    for (const { socket } of ends) socket.destroy();
    server.close();
  });

  /** What becomes of a request, or nothing when the link does not take it now. */
  function askNow(text: string, isRepeatable: boolean): Promise<LinkOutcome> | undefined {
    let settle: (outcome: LinkOutcome) => void = () => undefined;
    const outcome = new Promise<LinkOutcome>((resolve) => (settle = resolve));
    return link.ask(text, isRepeatable, settle) ? outcome : undefined;
  }

  /** Sends a request as soon as the link takes one. */
  async function ask(text = REQUEST, isRepeatable = false): Promise<Sent> {
    for (;;) {
      const outcome = askNow(text, isRepeatable);
      if (outcome !== undefined) return { outcome };
      await pause(5);
    }
  }

  const end = (): FarEnd => {
    const last = ends.at(-1);
    if (last === undefined) throw new Error("nobody has connected");
    return last;
  };

  it("takes nothing before it is open, then each answer in its own time", async () => {
    expect(askNow(REQUEST, true)).toBeUndefined();
    const { outcome: first } = await ask("first");
    const { outcome: second } = await ask("second");
    expect(await end().until(2)).toEqual([
      { number: 1, text: "first" },
      { number: 2, text: "second" },
    ]);
    end().answer(2, "b");
    expect(await second).toEqual({ head: "HTTP/1.1 200 OK\r\n", body: "b" });
    end().answer(1, "a");
    expect(await first).toEqual({ head: "HTTP/1.1 200 OK\r\n", body: "a" });
    expect(ends).toHaveLength(1);
  });

  it("sends the requests of one turn together", async () => {
    await ask();
    await end().until(1);
    let pieces = 0;
    end().socket.on("data", () => (pieces += 1));
    for (let count = 0; count < 50; count += 1) void askNow(REQUEST, true);
    await end().until(51);
    expect(pieces).toBe(1);
  });

  it("tells apart what was not taken and what has no answer", async () => {
    const asked = [await ask(), await ask(REQUEST, true), await ask(REQUEST, false)];
    await end().until(3);
    end().say(frameText(FRAME.notTaken, 1, ""), frameText(FRAME.fault, 2, ""));
    end().say(frameText(FRAME.fault, 3, ""));
    expect(await Promise.all(asked.map(({ outcome }) => outcome))).toEqual([
      "not taken",
      { failure: "unreachable", mayRepeat: true },
      { failure: "unreachable", mayRepeat: false },
    ]);
  });

  it("that breaks lets only harmless requests be sent again (RFC 9110 §9.2.2)", async () => {
    const asked = [await ask(REQUEST, false), await ask(REQUEST, true)];
    await end().until(2);
    end().socket.destroy();
    expect(await Promise.all(asked.map(({ outcome }) => outcome))).toEqual([
      { failure: "unreachable", mayRepeat: false },
      { failure: "unreachable", mayRepeat: true },
    ]);
    expect(askNow(REQUEST, true)).toBeUndefined();
    const { outcome: next } = await ask();
    await end().until(1);
    end().answer(1, "again");
    expect(await next).toMatchObject({ body: "again" });
  });

  it.each([
    ["a process that knows none", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["another version", "\0GRANTRY-LINK/2\r\n"],
  ])("is not asked for again soon of %s", async (_name, said) => {
    greeting = said;
    expect(askNow(REQUEST, true)).toBeUndefined();
    while (ends.length === 0 || !end().isOver) await pause(5);
    await pause(20);
    for (let count = 0; count < 20; count += 1) {
      expect(askNow(REQUEST, true)).toBeUndefined();
      await pause(5);
    }
    expect(ends).toHaveLength(1);
  });

  it("takes no request that is too large, and no more than is agreed", async () => {
    await ask();
    expect(askNow("x".repeat(LARGEST_REQUEST_FRAME + 1), true)).toBeUndefined();
    for (let count = 1; count < MOST_UNDER_WAY; count += 1) {
      expect(askNow(REQUEST, true)).toBeDefined();
    }
    expect(askNow(REQUEST, true)).toBeUndefined();
    await end().until(MOST_UNDER_WAY);
    end().answer(1, "");
    await pause(20);
    expect(askNow(REQUEST, true)).toBeDefined();
  });

  it("takes no more while the process does not read", async () => {
    await ask();
    end().socket.pause();
    const text = "x".repeat(LARGEST_REQUEST_FRAME);
    let count = 0;
    while (askNow(text, true) !== undefined) {
      count += 1;
      await pause(1);
    }
    expect(count).toBeLessThan(MOST_UNDER_WAY - 1);
    end().socket.resume();
    await end().until(count + 1);
    await ask();
  });

  it.each([
    ["an answer without a head", frameText(FRAME.answer, 1, "\xff\xff\xff\xff")],
    ["an answer that nobody asked for", answerFrameText(9, { head: "", body: "" })],
    ["a frame that only a gateway sends", frameText(FRAME.request, 1, "")],
    ["a frame that is too large", "\xff\xff\xff\xff\x02\0\0\0\x01"],
  ])("ends at %s", async (_name, bytes) => {
    const { outcome: asked } = await ask();
    await end().until(1);
    end().say(bytes);
    expect(await asked).toEqual({ failure: "unreachable", mayRepeat: false });
  });

  it("loses nothing when the process closes: it ends once the last answer is there", async () => {
    const { outcome: asked } = await ask();
    await end().until(1);
    const first = end();
    first.say(frameText(FRAME.closing, 0, ""));
    await pause(20);
    expect(askNow(REQUEST, true)).toBeUndefined();
    expect(first.isOver).toBe(false);
    first.answer(1, "late");
    expect(await asked).toMatchObject({ body: "late" });
    while (!first.isOver) await pause(5);
    await ask();
    expect(ends).toHaveLength(2);
  });

  it("ends when the process is no longer asked, after what is under way", async () => {
    const { outcome: asked } = await ask();
    await end().until(1);
    link.close();
    expect(askNow(REQUEST, true)).toBeUndefined();
    end().answer(1, "late");
    expect(await asked).toMatchObject({ body: "late" });
    while (!end().isOver) await pause(5);
    expect(ends).toHaveLength(1);
  });

  it("gives up an answer that takes too long, and nothing else", async () => {
    const { outcome: slow } = await ask();
    await end().until(1);
    expect(await slow).toEqual({ failure: "timeout", mayRepeat: false });
    end().answer(1, "too late");
    const { outcome: next } = await ask();
    await end().until(2);
    end().answer(2, "in time");
    expect(await next).toMatchObject({ body: "in time" });
    expect(ends).toHaveLength(1);
  });

  it("is not used while the process gives no sign of life", async () => {
    await ask();
    end().answersPings = false;
    while (askNow(REQUEST, true) !== undefined) await pause(TICK);
    end().answer(1, "");
    await ask();
    expect(ends).toHaveLength(1);
  });

  it("ends when nothing was sent over it for a while", async () => {
    const { outcome: asked } = await ask();
    await end().until(1);
    end().answer(1, "");
    await asked;
    const first = end();
    while (!first.isOver) await pause(5);
    await ask();
    expect(ends).toHaveLength(2);
  });
});
