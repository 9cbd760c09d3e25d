import type { DeviceAuthorization, DeviceAuthorizationStore } from "../stores.js";

interface Asked {
  polledAt?: number;
  slowedSeconds: number;
}

/** Devices of one issuer in memory. */
export function inMemoryDevices(): DeviceAuthorizationStore {
  const devices = new Map<string, DeviceAuthorization>();
  const asked = new Map<string, Asked>();
  return {
    async insert(device) {
      const now = device.requestedAt;
      const taken = [...devices.values()].some(
        (other) => other.userCode === device.userCode && other.expiresAt > now,
      );
      if (taken) return "taken";
      devices.set(device.id, device);
      return "inserted";
    },
    async find(id) {
      return devices.get(id);
    },
    async findByUserCode(userCode, at) {
      return [...devices.values()].find(
        (device) =>
          device.userCode === userCode && device.state === "waiting" && device.expiresAt > at,
      );
    },
    async decide(id, decision) {
      const device = devices.get(id);
      if (device?.state !== "waiting") return "answered";
      devices.set(id, { ...device, ...decision });
      return "decided";
    },
    async poll(id, at, intervalSeconds) {
      const device = devices.get(id);
      if (device === undefined) return { outcome: "absent" };
      const before = asked.get(id) ?? { slowedSeconds: 0 };
      const wait = (intervalSeconds + before.slowedSeconds) * 1000;
      const early = before.polledAt !== undefined && before.polledAt + wait > at.getTime();
      const slowedSeconds = before.slowedSeconds + (early ? 5 : 0);
      asked.set(id, { polledAt: at.getTime(), slowedSeconds });
      if (early) return { outcome: "slow_down" };
      if (device.grantId !== undefined) return { outcome: "approved", grantId: device.grantId };
      return { outcome: device.state === "denied" ? "denied" : "waiting" };
    },
  };
}
