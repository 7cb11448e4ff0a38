// The backends that there are.
import type { Backend } from "./backend.ts";
import { execBackend } from "./execBackend.ts";

export const BACKENDS: readonly Backend[] = [execBackend];

/** The backend with this name, or null. */
export function backendNamed(name: string): Backend | null {
  return BACKENDS.find((backend) => backend.name === name) ?? null;
}
