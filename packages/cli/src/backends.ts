// The backends that there are.
import type { Backend } from "@assay/capture/backend";
import { execBackend } from "@assay/capture/execBackend";
import { machineBackend } from "./machineBackend.ts";

export const BACKENDS: readonly Backend[] = [execBackend, machineBackend];

/** The backend with this name, or null. */
export function backendNamed(name: string): Backend | null {
  return BACKENDS.find((backend) => backend.name === name) ?? null;
}
