import { TridentError } from "trident-base";

/** A connection file or a message that does not follow the Jupyter protocol. */
export class ProtocolError extends TridentError {}

/** A kernel that cannot be found, does not start, or has died. */
export class KernelError extends TridentError {}
