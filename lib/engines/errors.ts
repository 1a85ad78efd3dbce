import { TridentError } from "trident-base";

/** The engine host cannot be started: no Python, or a package is missing. */
export class EngineHostUnavailable extends TridentError {}

/** The engine host ended in the middle of a call: killed, out of memory, a crash in a library. */
export class EngineHostCrashed extends TridentError {}

/** A call that the engine host refused or that failed in a library; `cause` holds the Python traceback. */
export class EngineError extends TridentError {}

/** A GPU that was asked for cannot be used: there is none, the library was built without, or its memory is full. */
export class EngineDeviceUnavailable extends TridentError {}
