export { type DialCell, type WinRateDial, type WinRateDialOptions, winRateDial } from "./winRateDial.ts";
