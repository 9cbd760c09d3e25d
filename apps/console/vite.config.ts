import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = "http://localhost:4000";

/** Static files for a strict content security policy: nothing inline, nothing from elsewhere. */
export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { conditions: ["@grantry/source", "module", "browser", "development|production"] },
  server: { proxy: { "/api": api, "/p": api, "/.well-known": api } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      treeshake: { moduleSideEffects: (id) => !id.includes("/libs/contracts/") },
    },
  },
});
