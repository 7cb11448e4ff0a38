// The host's ends of the channels as streams, when a VM or a client has handed them over as file descriptors 3 to 6.
import { createReadStream, createWriteStream, fstatSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { InputError } from "@assay/core/inputError";
import { HOST_FD } from "./framing.ts";
import type { ServerStreams } from "./serve.ts";

function kindOf(fd: number): "pipe" | "file" {
  let stat: ReturnType<typeof fstatSync>;
  try {
    stat = fstatSync(fd);
  } catch (error) {
    throw new InputError("CHANNEL_CLOSED", `file descriptor ${fd} is not open`, {
      advice: "--server wants descriptors 3 to 6, which the VM or the client that starts the host hands over.",
      cause: error,
    });
  }
  return stat.isFIFO() || stat.isSocket() ? "pipe" : "file";
}

// A pipe through the event loop: a read of a file would hold a thread, and with it the end of the process.
function reader(fd: number): Readable {
  return kindOf(fd) === "pipe"
    ? new Socket({ fd, readable: true, writable: false })
    : createReadStream("", { fd, autoClose: false });
}

function writer(fd: number): Writable {
  return kindOf(fd) === "pipe"
    ? new Socket({ fd, readable: false, writable: true })
    : createWriteStream("", { fd, autoClose: false });
}

/** @throws InputError CHANNEL_CLOSED when one of them is not open */
export function inheritedStreams(): ServerStreams {
  return {
    hintRead: reader(HOST_FD.hintRead),
    hintWrite: writer(HOST_FD.hintWrite),
    preimageRead: reader(HOST_FD.preimageRead),
    preimageWrite: writer(HOST_FD.preimageWrite),
  };
}
