// A CPU profile of this process, for the developer tools of Chromium.
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";

/** Begins. What it returns ends it and writes the file. */
export async function profileInto(path: string): Promise<() => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    writeFileSync(path, JSON.stringify(profile));
    session.disconnect();
  };
}
