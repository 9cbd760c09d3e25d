import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { once } from "node:events";
import { WholeBodyRequest } from "./whole-body-request.js";

describe("a request that hands over its body in one piece", () => {
  const server = http.createServer({ IncomingMessage: WholeBodyRequest }, (request, response) => {
    if (request.url === "/stream") request.pipe(response);
    else request.takeBody((body) => response.end(body ?? "nothing"));
  });
  let port = 0;

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });

  afterAll(async () => {
    server.close();
    await once(server, "close");
  });

  async function post(path: string, body: string): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body });
    return await answer.text();
  }

  it("gives a body of one packet and of many", async () => {
    expect(await post("/", "a=1&b=ä")).toBe("a=1&b=ä");
    const long = "0123456789".repeat(50_000);
    expect(await post("/", long)).toBe(long);
  });

  it("gives nothing where there is no body", async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("nothing");
  });

  it("stays a stream where nobody takes it", async () => {
    expect(await post("/stream", "streamed")).toBe("streamed");
  });

  it("keeps requests of one connection apart, sent at once", async () => {
    const socket = net.connect(port, "127.0.0.1");
    const request = (body: string): string =>
      `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    socket.write(request("first") + request("second") + "GET /?last HTTP/1.1\r\nhost: x\r\n\r\n");
    let received = "";
    for await (const piece of socket) {
      received += String(piece);
      if (received.endsWith("nothing")) break;
    }
    expect(received.match(/first|second|nothing/g)).toEqual(["first", "second", "nothing"]);
  });
});
