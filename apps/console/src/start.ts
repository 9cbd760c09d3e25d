import { config } from "zod/mini";

// The content security policy forbids eval, which zod would otherwise try once.
config({ jitless: true });
