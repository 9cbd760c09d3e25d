import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { LINK_PREFACE } from "@grantry/platform";

const UNKNOWN = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/** Stands between a gateway and a process of a plane, and keeps count of what goes through. */
export class LinkRelay {
  /** Links that were begun, and requests that went over connections of their own. */
  links = 0;
  requests = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: net.Server;

  private constructor(port: number, knowsLinks: boolean) {
    this.server = net.createServer((near) => {
      near.once("data", (first: Buffer) => {
        const isLink = first.subarray(0, LINK_PREFACE.length).equals(LINK_PREFACE);
        if (isLink) this.links += 1;
        if (isLink && !knowsLinks) return near.end(UNKNOWN);
        const far = net.connect(port, "127.0.0.1");
        for (const socket of [near, far]) this.keep(socket);
        far.write(first);
        if (!isLink) {
          this.requests += 1;
          near.on("data", () => (this.requests += 1));
        }
        near.pipe(far).pipe(near);
      });
    });
  }

  /** `links`: whether the process behind knows links. */
  static async start(port: number, links: "known" | "unknown"): Promise<LinkRelay> {
    const relay = new LinkRelay(port, links === "known");
    relay.server.listen(0, "127.0.0.1");
    await once(relay.server, "listening");
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Cuts every connection; new ones are accepted. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  stop(): void {
    this.server.close();
    this.cut();
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => this.sockets.delete(socket));
  }
}
