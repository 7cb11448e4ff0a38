// Where a run's preimages come from: a process, or nowhere.
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { HostProcess } from "@assay/machine/faultProof/hostProcess";
import type { MachineOracle } from "@assay/machine/oracle";

/** Has no answer to anything. */
export const noHost: MachineOracle = {
  hint() {},
  preimage(key) {
    throw new InputError("PREIMAGE_MISSING", `the program asks for ${toHex(key)}, and there is no host`, {
      advice: "Give a host's command after --.",
    });
  },
};

export async function withHost<Result>(
  command: readonly string[],
  run: (oracle: MachineOracle) => Promise<Result>,
): Promise<Result> {
  const [file, ...args] = command;
  if (!file) return run(noHost);
  const host = HostProcess.start(file, args);
  try {
    return await run(host);
  } catch (error) {
    if (!(error instanceof InputError) || !/^CHANNEL_/.test(error.code)) throw error;
    throw new InputError(error.code, `${error.message}; the host: ${await host.ending()}`, { cause: error });
  } finally {
    await host.close();
  }
}
