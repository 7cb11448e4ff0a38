// The host's ends of the channels as streams, when a VM or a client has handed them over as file descriptors 3 to 6.
import { createReadStream, createWriteStream, fstatSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { InputError } from "@assay/core/inputError";
import { HOST_FD } from "./framing.ts";
import type { ServerStreams } from "./serve.ts";

function notHandedOver(fd: number, cause?: unknown): InputError {
  return new InputError("CHANNEL_CLOSED", `file descriptor ${fd} was not handed over`, {
    advice: "--server wants descriptors 3 to 6, which the VM or the client that starts the host hands over.",
    cause,
  });
}

function kindOf(fd: number): "pipe" | "file" {
  let stat: ReturnType<typeof fstatSync>;
  try {
    stat = fstatSync(fd);
  } catch (error) {
    throw notHandedOver(fd, error);
  }
  if (stat.isFIFO() || stat.isSocket()) return "pipe";
  if (stat.isFile() || stat.isCharacterDevice()) return "file";
  // Without them the numbers belong to Node itself, whose event loop is none of these: it must not be written to.
  throw notHandedOver(fd);
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

/** @throws InputError CHANNEL_CLOSED when one of them was not handed over */
export function inheritedStreams(): ServerStreams {
  // All four before the first is touched.
  for (const fd of Object.values(HOST_FD)) kindOf(fd);
  return {
    hintRead: reader(HOST_FD.hintRead),
    hintWrite: writer(HOST_FD.hintWrite),
    preimageRead: reader(HOST_FD.preimageRead),
    preimageWrite: writer(HOST_FD.preimageWrite),
  };
}
