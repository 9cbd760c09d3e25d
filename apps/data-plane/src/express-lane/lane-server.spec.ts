import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { LaneServer } from "./lane-server.js";

const PLAIN = "GET /plain HTTP/1.1\r\nhost: a\r\n\r\n";
const OTHER = "GET /other?a HTTP/1.1\r\nhost: a\r\n\r\n";

describe("a server with an express lane, when it closes (contract §1)", () => {
  /** Gives the answer that is waited for. */
  let answer: () => void = () => undefined;
  let server: LaneServer;

  beforeEach(async () => {
    const lane: ConstructorParameters<typeof LaneServer>[0] = {
      takes: () => false,
      takesLinked: () => undefined,
      takesPlain: (_head, _socket, isClosing) => () =>
        new Promise((resolve) => {
          answer = () => {
            const connection = isClosing() ? "close" : "keep-alive";
            const text = `HTTP/1.1 200 OK\r\nconnection: ${connection}\r\ncontent-length: 0\r\n\r\n`;
            resolve({ text, encoding: "latin1" });
          };
        }),
    };
    const ordinary: ConstructorParameters<typeof LaneServer>[1] = (_request, response) => {
      response.end("ordinary");
    };
    server = new LaneServer(lane, ordinary, pino({ level: "silent" }));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  async function open(bytes: string) {
    const socket = net.connect((server.address() as AddressInfo).port, "127.0.0.1");
    await once(socket, "connect");
    const seen = { text: "", isOver: false };
    socket.on("data", (piece: Buffer) => (seen.text += piece.toString()));
    socket.on("close", () => (seen.isOver = true));
    socket.write(bytes);
    await pause(30);
    return { socket, seen };
  }

  it("ends idle connections and answers what is under way, whoever reads it", async () => {
    const fresh = await open("");
    const other = await open(OTHER);
    const busy = await open(PLAIN);
    const closed = once(server, "close");
    server.close();
    await pause(30);
    expect(fresh.seen).toEqual({ text: "", isOver: true });
    expect(other.seen).toEqual({ text: expect.stringContaining("ordinary"), isOver: true });
    expect(busy.seen.isOver).toBe(false);
    answer();
    await closed;
    await pause(30);
    expect(busy.seen).toEqual({
      text: expect.stringContaining("connection: close"),
      isOver: true,
    });
  });
});
